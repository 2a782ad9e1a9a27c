/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-json.h"

#include <float.h>
#include <locale.h>
#include <string.h>

static JsonNode *
parse (const char  *text,
       GError     **error)
{
  return belay_json_parse (text, -1, 0, error);
}

static void
test_accepted (void)
{
  /* A text, and what it is written back as. */
  static const char * const rows[][2] = {
    { "{}", "{}" },
    { " [ ] ", "[]" },
    { "\t\r\n{ \"b\" : 1 , \"a\" : [ true , false , null ] }\n", "{\"b\":1,\"a\":[true,false,null]}" },
    { "0", "0" },
    { "-0", "0" },
    { "9223372036854775807", "9223372036854775807" },
    { "-9223372036854775808", "-9223372036854775808" },
    { "1.5", "1.5" },
    { "0.1", "0.1" },
    { "0.30000000000000004", "0.30000000000000004" },
    { "-2.5e-3", "-0.0025" },
    { "1E+2", "100" },
    { "1e308", "1e+308" },
    { "1e-400", "0" },
    { "\"\"", "\"\"" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\"" },
    { "\"\\u00e4\\u20AC\\uD83D\\uDE00\"", "\"ä€😀\"" },
    { "\"\\u0001\\u007f\\u2028\\u2029\"", "\"\\u0001\\u007f\\u2028\\u2029\"" },
    { "\"\\ud7ff\\ue000\\uffff\"", "\"\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\"" },
    { "{\"\":1}", "{\"\":1}" },
    { "{\"a\":1,\"A\":2}", "{\"a\":1,\"A\":2}" },
    { "[{\"a\":1},{\"a\":1}]", "[{\"a\":1},{\"a\":1}]" },
    { "true", "true" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;
      g_autofree char *written = NULL;

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      node = parse (rows[i][0], &error);
      g_assert_no_error (error);
      written = belay_json_to_string (node);
      g_assert_cmpstr (written, ==, rows[i][1]);
    }
}

static void
test_refused (void)
{
  static const char * const rows[] = {
    "", " ", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}",
    "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "{\"a\":1]", "[1}",
    /* More than one value, or something around it. */
    "{} {}", "{}x", "{},", "1 2", "var a = {}", "a={}", "[]//", "/* */{}", "{}#",
    "\xef\xbb\xbf{}", "\xc2\xa0{}", "\f{}",
    /* Numbers. */
    "01", "010", "-01", "-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "--1", "0x10", "1_000", "1e5.5",
    "NaN", "nan", "Infinity", "-Infinity", "-NaN", "inf", "1e400", "-1e400",
    "9223372036854775808", "-9223372036854775809", "123456789012345678901234567890123456789012",
    /* Words. */
    "True", "TRUE", "nul", "nulll", "truefalse", "undefined",
    /* Strings. */
    "\"", "\"a", "\"\\", "\"\\\"", "'a'", "\"\\x41\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\U0041\"", "\"\\'\"",
    "\"\n\"", "\"\t\"", "\"\x01\"", "\"\\u0000\"", "{\"\\u0000\":1}",
    "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\ud800\"", "\"\\udc00\\ud800\"", "\"\\ud83d\\u0041\"", "\"\\ud83dx\"",
    "\"\\ud83d\\", "\"\\ud83d\\u",
    /* UTF-8: cut, too long, surrogates, beyond the end. */
    "\"\xc3\"", "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\xff",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = NULL;
      g_autofree char *escaped = g_strescape (rows[i], NULL);

      g_test_message ("%s", escaped);
      node = parse (rows[i], &error);
      g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_SYNTAX);
      g_assert_null (node);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_duplicates (void)
{
  static const char * const rows[] = {
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    "{\"x\":[{\"k\":null,\"k\":null}]}",
    "{\"\":1,\"\":1}",
    "{\"😀\":1,\"\\ud83d\\ude00\":1}",
    "{\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa4\":1,"
    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa4\":1}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = parse (rows[i], &error);

      g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_DUPLICATE_KEY);
      g_assert_null (node);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static char *
nest (guint       levels,
      const char *open,
      const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < levels; i++)
    g_string_append (text, open);

  g_string_append (text, "1");

  for (guint i = 0; i < levels; i++)
    g_string_append (text, close);

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  static const char * const brackets[][2] = { { "[", "]" }, { "{\"a\":", "}" } };

  for (gsize i = 0; i < G_N_ELEMENTS (brackets); i++)
    {
      static const guint too_many[] = { BELAY_JSON_MAX_DEPTH + 1, 200000 };
      g_autofree char *most = nest (BELAY_JSON_MAX_DEPTH, brackets[i][0], brackets[i][1]);
      g_autoptr(GError) no_error = NULL;
      g_autoptr(JsonNode) node = parse (most, &no_error);

      g_assert_no_error (no_error);

      for (gsize j = 0; j < G_N_ELEMENTS (too_many); j++)
        {
          g_autofree char *text = nest (too_many[j], brackets[i][0], brackets[i][1]);
          g_autoptr(GError) error = NULL;

          g_assert_null (parse (text, &error));
          g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TOO_DEEP);
        }
    }
}

static void
test_size (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *spaces = g_strnfill (64 * 1024 * 1024, ' ');
  gsize size = BELAY_JSON_MAX_SIZE;

  /* Refused by its length alone; also where the caller thinks it may ask for more. */
  g_assert_null (belay_json_parse (spaces, -1, 0, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (belay_json_parse (spaces, size + 1, G_MAXSIZE, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TOO_LARGE);
  g_clear_error (&error);

  spaces[0] = '1';
  node = belay_json_parse (spaces, size, 0, &error);
  g_assert_no_error (error);

  g_assert_null (belay_json_parse ("[1,2]", -1, 4, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TOO_LARGE);
  g_clear_error (&error);

  /* The length counts, not a terminator: here the text ends after "[1,2]" and after "[1". */
  g_clear_pointer (&node, json_node_unref);
  node = belay_json_parse ("[1,2]x", 5, 5, &error);
  g_assert_no_error (error);
  g_assert_null (belay_json_parse ("[1,2]", 2, 0, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (belay_json_parse ("[1]\0", 4, 0, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (belay_json_parse ("\"a\0b\"", 5, 0, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_SYNTAX);
}

/* Little text that would become much memory or much time. */
static void
test_numerous (void)
{
  g_autoptr(GString) many = g_string_new ("[0");
  g_autoptr(GString) wide = g_string_new ("{\"\":0");
  g_autofree char *digits = g_strnfill (1000000, '7');
  g_autofree char *fraction = g_strconcat ("0.", digits, NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 1024 * 1024; i++)
    g_string_append (many, ",0");

  g_string_append_c (many, ']');
  g_assert_null (parse (many->str, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TOO_LARGE);
  g_clear_error (&error);

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (wide, ",\"%u\":0", i);

  g_string_append_c (wide, '}');
  g_assert_null (parse (wide->str, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_assert_null (parse (digits, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (parse (fraction, &error));
  g_assert_error (error, BELAY_JSON_ERROR, BELAY_JSON_ERROR_SYNTAX);
}

static void
test_members (void)
{
  g_autoptr(JsonNode) node = parse ("{\"s\":\"x\",\"i\":7,\"d\":2.5,\"e\":1e2,\"big\":1e300,\"b\":true,\"o\":{},"
                                    "\"a\":[],\"n\":null,\"max\":9223372036854775807}", NULL);
  JsonObject *object = json_node_get_object (node);
  g_autoptr(GError) error = NULL;
  const char *string;
  gint64 integer;
  double real;
  gboolean boolean;
  JsonObject *inner;
  JsonArray *array;

  g_assert_true (belay_json_get_string (object, "s", &string, &error));
  g_assert_cmpstr (string, ==, "x");
  g_assert_true (belay_json_get_int (object, "i", 0, 7, &integer, &error));
  g_assert_cmpint (integer, ==, 7);
  g_assert_true (belay_json_get_int (object, "e", 0, 1000, &integer, &error));
  g_assert_cmpint (integer, ==, 100);
  g_assert_true (belay_json_get_int (object, "max", 0, G_MAXINT64, &integer, &error));
  g_assert_cmpint (integer, ==, G_MAXINT64);
  g_assert_true (belay_json_get_double (object, "d", 0, 10, &real, &error));
  g_assert_cmpfloat (real, ==, 2.5);
  g_assert_true (belay_json_get_double (object, "i", 0, 10, &real, &error));
  g_assert_cmpfloat (real, ==, 7);
  g_assert_true (belay_json_get_boolean (object, "b", &boolean, &error));
  g_assert_true (boolean);
  g_assert_true (belay_json_get_object (object, "o", &inner, &error));
  g_assert_true (belay_json_get_array (object, "a", &array, &error));
  g_assert_no_error (error);

  g_assert_true (belay_json_has (object, "s"));
  g_assert_false (belay_json_has (object, "n"));
  g_assert_false (belay_json_has (object, "none"));

#define REFUSED(call) \
  G_STMT_START { \
    g_autoptr(GError) refusal = NULL; \
    GError **where = &refusal; \
    g_assert_false (call); \
    g_assert_error (refusal, BELAY_JSON_ERROR, BELAY_JSON_ERROR_TYPE); \
    g_assert_nonnull (strstr (refusal->message, "“")); \
  } G_STMT_END

  REFUSED (belay_json_get_string (object, "none", &string, where));
  REFUSED (belay_json_get_string (object, "n", &string, where));
  REFUSED (belay_json_get_string (object, "i", &string, where));
  REFUSED (belay_json_get_int (object, "i", 0, 6, &integer, where));
  REFUSED (belay_json_get_int (object, "i", 8, 9, &integer, where));
  REFUSED (belay_json_get_int (object, "d", 0, 9, &integer, where));
  REFUSED (belay_json_get_int (object, "big", G_MININT64, G_MAXINT64, &integer, where));
  REFUSED (belay_json_get_int (object, "s", 0, 9, &integer, where));
  REFUSED (belay_json_get_int (object, "b", 0, 9, &integer, where));
  REFUSED (belay_json_get_int (object, "n", 0, 9, &integer, where));
  REFUSED (belay_json_get_double (object, "big", 0, 9, &real, where));
  REFUSED (belay_json_get_double (object, "a", 0, 9, &real, where));
  REFUSED (belay_json_get_boolean (object, "i", &boolean, where));
  REFUSED (belay_json_get_boolean (object, "none", &boolean, where));
  REFUSED (belay_json_get_object (object, "a", &inner, where));
  REFUSED (belay_json_get_object (object, "none", &inner, where));
  REFUSED (belay_json_get_array (object, "o", &array, where));
  REFUSED (belay_json_get_array (object, "none", &array, where));

#undef REFUSED

  /* Nobody is obliged to ask why. */
  g_assert_false (belay_json_get_int (object, "s", 0, 9, &integer, NULL));
}

static void
test_write (void)
{
  static const double numbers[] = { 0.5, 1.0 / 3, DBL_MAX, DBL_MIN, -1e-7, 123456789.125 };
  g_autoptr(JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "z", "a\"b");
  json_object_set_double_member (object, "y", 0.25);
  json_object_set_null_member (object, "x");
  text = belay_json_object_to_string (object);
  g_assert_cmpstr (text, ==, "{\"z\":\"a\\\"b\",\"y\":0.25,\"x\":null}");

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr(JsonNode) node = json_node_init_double (json_node_alloc (), numbers[i]);
      g_autofree char *written = belay_json_to_string (node);
      g_autoptr(JsonNode) read = parse (written, NULL);

      g_assert_nonnull (read);
      g_assert_cmpfloat (json_node_get_double (read), ==, numbers[i]);
    }
}

/* A locale with a decimal comma changes neither what is read nor what is written. */
static void
test_locale (void)
{
  g_autofree char *folder = g_dir_make_tmp ("belay-locale-XXXXXX", NULL);
  g_autofree char *locale = g_build_filename (folder, "comma.UTF-8", NULL);
  const char *make[] = { "localedef", "-i", "de_DE", "-f", "UTF-8", locale, NULL };
  const char *clean[] = { "rm", "-rf", folder, NULL };
  int status = -1;

  g_spawn_sync (NULL, (char **) make, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                NULL, NULL, &status, NULL);
  g_setenv ("LOCPATH", folder, TRUE);

  if (status == 0 && setlocale (LC_NUMERIC, "comma.UTF-8") != NULL)
    {
      g_autoptr(JsonNode) node = parse ("[2.5]", NULL);
      g_autofree char *text = belay_json_to_string (node);
      g_autofree char *control = g_strdup_printf ("%.1f", 2.5);

      g_assert_cmpstr (control, ==, "2,5");
      g_assert_cmpfloat (json_array_get_double_element (json_node_get_array (node), 0), ==, 2.5);
      g_assert_cmpstr (text, ==, "[2.5]");
    }
  else
    {
      g_test_skip ("No locale with a decimal comma can be made here");
    }

  setlocale (LC_NUMERIC, "C");
  g_unsetenv ("LOCPATH");
  g_spawn_sync (NULL, (char **) clean, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/accepted", test_accepted);
  g_test_add_func ("/json/refused", test_refused);
  g_test_add_func ("/json/duplicates", test_duplicates);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/size", test_size);
  g_test_add_func ("/json/numerous", test_numerous);
  g_test_add_func ("/json/members", test_members);
  g_test_add_func ("/json/write", test_write);
  g_test_add_func ("/json/locale", test_locale);

  return g_test_run ();
}
