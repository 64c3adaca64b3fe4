import MAPI
import Testing

@Suite struct HTMLTextTests {
  @Test(arguments: [
    ("<p>One</p><p>Two</p>", "One\n\nTwo\n"), ("a<br>b<br/><br>c", "a\nb\n\nc\n"),
    ("<div>a</div><div>b<div>c</div></div>", "a\nb\nc\n"), ("<div>a</div><div><br></div><div>b</div>", "a\n\nb\n"),
    ("  a \r\n\t b  <b> c</b>d ", "a b cd\n"), ("<pre>a\n  b\n</pre>c", "a\n  b\n\nc\n"),
    ("<ul><li>a<li>b<ol start=3><li>c</li><li>d</li></ol></ul>e", "* a\n* b\n  3. c\n  4. d\n\ne\n"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><th>c<th>d</table>", "a\tb\nc\td\n"),
    ("x<blockquote><p>a</p><p>b</p></blockquote>y", "x\n\n> a\n>\n> b\n\ny\n"),
    ("<a href='http://a.example/'>a.example</a>", "a.example\n"),
    ("<a href=\"http://a.example/?a&amp;b\">here</a>.", "here <http://a.example/?a&b>.\n"),
    (
      "<a href='mailto:a@b.example'>A@b.example</a> <a href='#x'>y</a> <a href='javascript:z'>z</a>",
      "A@b.example y z\n"
    ),
    ("<A HREF=http://a.example>a </A>b", "a <http://a.example> b\n"),
    ("<a href='http://a.example'>a<a href='http://b.example'>b", "a <http://a.example>b <http://b.example>\n"),
    ("&lt;&amp;&gt;&quot;&nbsp;&eacute;&euro;&#8364;&#x20AC;&#128;&hearts;", "<&>\" é€€€€♥\n"),
    ("&unknown; &amp &#xZ; & &#0; &#99999999999;", "&unknown; & &#xZ; & \u{FFFD} \u{FFFD}\n"),
    ("<head><title>t</title><style>p{}</style></head><body>a</body>", "a\n"), ("<title>x</title>a", "a\n"),
    ("a<script>if (a<b) '</b>'</script>b<STYLE>x</STYLE>c", "abc\n"), ("a<!-- <b>x</b> -->b<!DOCTYPE x>c", "abc\n"),
    ("<!--[if mso]><p>x</p><![endif]-->a<![if !mso]>b<![endif]>", "ab\n"), ("a<!--b", "a\n"), ("a <!-- b > c", "a c\n"),
    ("1 < 2 > 3 <> </>x", "1 < 2 > 3 <> x\n"), ("<img alt='a cat' src=x><img alt=''><img>", "[a cat]\n"),
    ("a<hr>b", "a\n\n----------\n\nb\n"), ("<p>a<o:p></o:p></p>", "a\n"),
    ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=\"MsoNormal\">b</p>", "a\n\nb\n"),
    ("<div style='DISPLAY: none'>x<div>y</div></div>a<span style=\"display:none\">z</span>b", "ab\n"),
    ("<b title='a>b' x=\"<i>\">c</b>", "c\n"), ("<b title='a>b>c", "b>c\n"), ("so\u{AD}ft", "soft\n"), ("", ""),
    ("<p></p>", ""),
    ("<", "<\n"), ("<a", ""), ("</", "</\n"), ("&", "&\n"), ("日<br>本", "日\n本\n"),
  ])
  func text(_ html: String, _ text: String) {
    #expect(String(decoding: HTMLText(Array(html.utf8)).bytes, as: UTF8.self) == text)
    for count in html.utf8.indices {
      _ = HTMLText(Array(html.utf8[..<count]))
    }
  }

  /// What would take a time that grows with the square of the length, or a stack with it.
  @Test(arguments: [
    "<!--", "<a href='", "<", "&", "<b ", "<div>", "<ul><li>", "<blockquote>", "<script>", "<a b=\"", "</",
  ])
  func longAndOdd(_ piece: String) {
    let html = Array(String(repeating: piece, count: 100_000).utf8)
    #expect(HTMLText(html).bytes.count <= html.count * 40)
  }

  @Test func limit() {
    var limits = RTFLimits()
    limits.outputBytes = 100
    let text = HTMLText(Array(String(repeating: "word ", count: 1_000).utf8), limits: limits)
    #expect(text.bytes.count <= 110)
    #expect(text.flaws.map(\.kind) == [.limit])
  }
}
