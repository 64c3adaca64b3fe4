/* Goes through an mbox file once with GMime and prints what it found, as MIMEBenchmark does. */
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

static long messages, leaves, bytes;
static int decodes;

static void walk(GMimeObject *object, GMimeStream *null) {
  if (GMIME_IS_MULTIPART(object)) {
    int count = g_mime_multipart_get_count((GMimeMultipart *) object);
    for (int i = 0; i < count; i++) walk(g_mime_multipart_get_part((GMimeMultipart *) object, i), null);
  } else if (GMIME_IS_MESSAGE_PART(object)) {
    GMimeMessage *inner = g_mime_message_part_get_message((GMimeMessagePart *) object);
    if (inner && g_mime_message_get_mime_part(inner)) walk(g_mime_message_get_mime_part(inner), null);
  } else if (GMIME_IS_PART(object)) {
    leaves++;
    GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *) object);
    if (!content) return;
    if (decodes) {
      bytes += g_mime_data_wrapper_write_to_stream(content, null);
    } else {
      bytes += g_mime_stream_length(g_mime_data_wrapper_get_stream(content));
    }
  }
}

/* `type(part,part)`, or `type:hash` for a leaf. */
static void print(GMimeObject *object) {
  GMimeContentType *type = g_mime_object_get_content_type(object);
  char *name = g_ascii_strdown(g_mime_content_type_get_mime_type(type), -1);
  printf("%s", name);
  if (GMIME_IS_MULTIPART(object)) {
    putchar('(');
    int count = g_mime_multipart_get_count((GMimeMultipart *) object);
    for (int i = 0; i < count; i++) {
      if (i) putchar(',');
      print(g_mime_multipart_get_part((GMimeMultipart *) object, i));
    }
    putchar(')');
  } else if (GMIME_IS_MESSAGE_PART(object)) {
    putchar('(');
    GMimeMessage *inner = g_mime_message_part_get_message((GMimeMessagePart *) object);
    if (inner && g_mime_message_get_mime_part(inner)) print(g_mime_message_get_mime_part(inner));
    putchar(')');
  } else if (GMIME_IS_PART(object)) {
    GMimeStream *memory = g_mime_stream_mem_new();
    GMimeDataWrapper *content = g_mime_part_get_content((GMimePart *) object);
    if (content) g_mime_data_wrapper_write_to_stream(content, memory);
    GByteArray *array = g_mime_stream_mem_get_byte_array((GMimeStreamMem *) memory);
    guint size = array->len;
    while (size && (array->data[size - 1] == '\n' || array->data[size - 1] == '\r')) size--;
    guint32 hash = 2166136261u;
    for (guint i = 0; i < size; i++) hash = (hash ^ array->data[i]) * 16777619u;
    printf(":%u", hash);
    g_object_unref(memory);
  }
}

int main(int count, char **words) {
  if (count != 3 || (strcmp(words[1], "parse") && strcmp(words[1], "decode") && strcmp(words[1], "tree"))) {
    fprintf(stderr, "usage: gmime parse|decode|tree FILE\n");
    return 64;
  }
  int trees = !strcmp(words[1], "tree");
  decodes = !strcmp(words[1], "decode");
  g_mime_init();
  GError *error = NULL;
  GMimeStream *file = g_mime_stream_file_open(words[2], "r", &error);
  if (!file) return 66;
  GMimeParser *parser = g_mime_parser_new_with_stream(file);
  g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
  g_mime_parser_set_persist_stream(parser, TRUE);
  GMimeStream *null = g_mime_stream_null_new();
  while (!g_mime_parser_eos(parser)) {
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (!message) break;
    messages++;
    GMimeObject *part = g_mime_message_get_mime_part(message);
    if (part && trees) {
      print(part);
      putchar('\n');
    } else if (part) {
      walk(part, null);
    }
    g_object_unref(message);
  }
  if (!trees) printf("%ld messages, %ld leaves, %ld bytes\n", messages, leaves, bytes);
  return 0;
}
