/// The names mail gives its character sets, where they differ from what iconv(3) calls them or mean more than they say.
///
/// A line is iconv's name and the labels that mean it. Labels stand in the form ``Charset/normalized(_:)`` gives them.
/// Widened on purpose: `gb2312` mail holds GBK and GB18030 characters, `ks_c_5601-1987` is what Outlook calls code page
/// 949, `shift_jis` is code page 932, and labels of ISO 8859-1 and US-ASCII stand on windows-1252 text, which differs
/// from them only where they have no printable characters.
enum CharsetNames {
  /// Our own conversions, without iconv.
  static let utf8 = "UTF-8"
  static let windows1252 = "WINDOWS-1252"
  static let userDefined = "X-USER-DEFINED"
  static let iso2022JP = "ISO-2022-JP"
  static let hz = "HZ-GB-2312"
  /// No name, or a name that says nothing: the bytes have to show what they are.
  static let unnamed = "UNKNOWN-8BIT"

  private static let lines = """
    UTF-8 utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8 utf-8n utf8n utf-8-mac cp65001 cp1208 csutf8 utf8mb4 utf-8-sig
    WINDOWS-1252 windows-1252 cp1252 iso-8859-1 latin1 l1 iso-ir-100 cp819 ibm819 csisolatin1 x-ansi ansi ms-ansi dosansi
    WINDOWS-1252 us-ascii ascii us iso646-us iso-ir-6 ansi-x3.4-1968 ansi-x3.4-1986 iso-646.irv:1991 cp367 ibm367 csascii 646
    WINDOWS-1252 iso-8859-1-windows-3.0-latin-1 iso-8859-1-windows-3.1-latin-1 western x-western ascii-us usascii
    X-USER-DEFINED x-user-defined user-defined
    UNKNOWN-8BIT unknown-8bit unknown x-unknown unknown-8-bit 8bit 7bit 8-bit 7-bit binary none default null x-default
    UNKNOWN-8BIT unspecified autodetect auto any charset base64 quoted-printable
    ISO-2022-JP iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-ms cp50220 cp50221 cp50222 x-windows-50221 jis
    ISO-2022-KR iso-2022-kr csiso2022kr
    HZ-GB-2312 hz-gb-2312 hz
    GB18030 gb2312 gb-2312 gb-2312-80 gb2312-80 gbk x-gbk cp936 ms936 windows-936 csgb2312 csiso58gb231280 euc-cn
    GB18030 x-euc-cn chinese gb18030 x-gb18030 gb-18030 iso-ir-58 x-mac-chinesesimp gb
    BIG5-HKSCS big5 cn-big5 csbig5 x-x-big5 big5-hkscs big5hkscs big-5 x-big5 big5-eten
    CP950 cp950 windows-950 ms950 x-windows-950
    CP932 shift-jis shiftjis sjis x-sjis ms-kanji csshiftjis windows-31j cswindows31j cp932 ms932 windows-932 x-ms-cp932
    EUC-JP-MS euc-jp x-euc-jp x-euc cseucpkdfmtjapanese eucjp eucjp-ms ujis cp51932 x-eucjp
    UHC ks-c-5601-1987 ks-c-5601 ks-c-5601-1989 ksc5601 ksc-5601 ksc5601-1987 iso-ir-149 korean csksc56011987
    UHC euc-kr euckr cseuckr cp949 ms949 windows-949 uhc x-windows-949 cp51949
    JOHAB johab x-johab cp1361
    EUC-TW euc-tw x-euc-tw cns11643
    UTF-7 utf-7 utf7 unicode-1-1-utf-7 csunicode11utf7 x-unicode-2-0-utf-7 unicode-2-0-utf-7 cp65000
    UTF-16 utf-16 utf16 unicode iso-10646-ucs-2 csunicode ucs-2 cp1200
    UTF-16BE utf-16be utf16be unicodefffe cp1201
    UTF-16LE utf-16le utf16le
    UTF-32 utf-32 utf32 iso-10646-ucs-4 csucs4 ucs-4
    CP1254 iso-8859-9 latin5 l5 iso-ir-148 csisolatin5 cp1254
    CP874 iso-8859-11 tis-620 tis620 cp874 dos-874 windows-874 thai
    ISO-8859-2 latin2 l2 csisolatin2 iso-ir-101 latin-2
    ISO-8859-3 latin3 l3 csisolatin3 latin-3
    ISO-8859-4 latin4 l4 csisolatin4 latin-4
    ISO-8859-5 cyrillic csisolatincyrillic iso-ir-144
    ISO-8859-6 arabic csisolatinarabic iso-8859-6-i iso-8859-6-e ecma-114 asmo-708
    ISO-8859-7 greek greek8 csisolatingreek ecma-118 elot-928 sun-eu-greek
    ISO-8859-8 hebrew csisolatinhebrew iso-8859-8-i iso-8859-8-e logical visual csiso88598i csiso88598e
    ISO-8859-10 latin6 l6 csisolatin6 latin-6
    ISO-8859-15 latin9 l9 latin-9 latin0 csisolatin9
    ISO-8859-16 latin10 l10
    KOI8-R koi8-r koi8 koi cskoi8r koi8r x-koi8-r
    KOI8-U koi8-u koi8-ru koi8u
    MACINTOSH macintosh mac x-mac-roman x-macroman csmacintosh macroman mac-roman x-mac
    MAC-CYRILLIC x-mac-cyrillic mac-cyrillic x-mac-ukrainian maccyrillic
    MAC-CENTRALEUROPE x-mac-ce mac-ce x-mac-centraleurroman macce
    VISCII viscii csviscii x-viscii
    TCVN5712-1 tcvn x-viet-tcvn5712 tcvn-5712 tcvn5712
    """

  /// iconv's name by label.
  static let byLabel: [String: String] = {
    var table: [String: String] = [:]
    for line in lines.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      for label in words.dropFirst() { table[label] = words[0] }
    }
    return table
  }()

  /// 0x80...0x9F of windows-1252. The five bytes it leaves free become the C1 characters of the same number, as the
  /// WHATWG Encoding Standard has it: nothing is lost and a round trip stays possible.
  static let windows1252C1: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
    0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0x009D, 0x017E, 0x0178,
  ]
}
