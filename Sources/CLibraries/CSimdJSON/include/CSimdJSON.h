#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Kinds have the raw values of Document.Kind.
enum {
    CJSON_TEXT = 0,
    CJSON_NUMBER = 1,
    CJSON_BOOLEAN = 2,
    CJSON_NULL = 3,
    CJSON_OBJECT = 4,
    CJSON_LIST = 5
};

// One value. Positions are byte positions in the strings followed by the scalars; -1 for no node.
typedef struct {
    int32_t name_start, name_count;
    int32_t text_start, text_count;
    int32_t first_child, next;
    uint8_t kind;
} CJSONNode;

// The last document of a reader; valid until its next parse.
typedef struct {
    const CJSONNode *nodes;
    size_t node_count;
    const uint8_t *strings;
    size_t strings_count;
    const uint8_t *scalars;
    size_t scalars_count;
} CJSONTree;

// What a parse ends with.
enum {
    CJSON_OK = 0,
    CJSON_NO_MEMORY,
    CJSON_TOO_LARGE,
    CJSON_EMPTY,
    CJSON_TOO_DEEP,
    CJSON_TOO_MANY_NODES,
    CJSON_NOT_UTF8,
    CJSON_BAD_STRING,
    CJSON_BAD_NUMBER,
    CJSON_BAD_LITERAL,
    CJSON_NUL_CHARACTER,
    CJSON_DUPLICATE_KEY,
    CJSON_TRAILING_CONTENT,
    CJSON_MALFORMED
};

// Parses one document after the other; one thread at a time.
typedef struct CJSONReader CJSONReader;

// NULL when there is no memory. depth_max is at most 64, byte_count_max at most 256 MiB.
CJSONReader *cjson_reader_create(size_t byte_count_max, size_t depth_max, size_t node_count_max);
void cjson_reader_free(CJSONReader *reader);

// Fills `tree` on CJSON_OK. The bytes are copied and need no padding.
int cjson_reader_parse(CJSONReader *reader, const uint8_t *bytes, size_t count, CJSONTree *tree);

#ifdef __cplusplus
}
#endif
