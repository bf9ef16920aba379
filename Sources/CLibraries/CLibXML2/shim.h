#pragma once
#include <libxml/xmlversion.h>
// Only the converters of other encodings, which are not used here, know of ICU; its headers would clash with those of
// Foundation's own ICU in every target that imports both.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <string.h>

// What libxml2 hands to every handler of one parse: the tree being built and the first error.
typedef struct {
    void *tree;
    xmlParserCtxtPtr context;
    int error_code;
    int error_line;
} CXMLSession;

// xmlStructuredErrorFunc got a const in 2.12.
#if LIBXML_VERSION >= 21200
typedef const xmlError *CXMLErrorPointer;
#else
typedef xmlErrorPtr CXMLErrorPointer;
#endif

// Keeps the first error and prints nothing; warnings (a relative namespace name and the like) are not errors.
static inline void cxml_record_error(void *session_pointer, CXMLErrorPointer error) {
    CXMLSession *session = (CXMLSession *)session_pointer;
    if (error == NULL || error->level < XML_ERR_ERROR || session->error_code != 0) return;
    session->error_code = error->code;
    session->error_line = error->line;
}

// One context can serve many documents; NULL when there is no memory. The encoding of the declaration is ignored
// because the caller has refused all but UTF-8 before.
static inline xmlParserCtxtPtr cxml_context_create(xmlSAXHandler *handlers, CXMLSession *session) {
    xmlParserCtxtPtr context = xmlCreatePushParserCtxt(handlers, session, NULL, 0, NULL);
    if (context != NULL) xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    return context;
}

// The line the parser is at, from 1; 0 when it has no input any more.
static inline int cxml_line(xmlParserCtxtPtr context) {
    return context->input == NULL ? 0 : context->input->line;
}

// The position of the first NUL, or `count`: libxml2 takes a NUL behind the root element for the end of the document.
static inline size_t cxml_nul_position(const uint8_t *bytes, size_t count) {
    const uint8_t *found = count == 0 ? NULL : (const uint8_t *)memchr(bytes, 0, count);
    return found == NULL ? count : (size_t)(found - bytes);
}

// Parses one whole document; 1 if it was well formed, names and namespaces included.
static inline int cxml_parse(xmlParserCtxtPtr context, const uint8_t *bytes, int count) {
    if (xmlCtxtResetPush(context, NULL, 0, NULL, NULL) != 0) return 0;
    int code = xmlParseChunk(context, (const char *)bytes, count, 1);
    return code == 0 && context->wellFormed && context->nsWellFormed;
}
