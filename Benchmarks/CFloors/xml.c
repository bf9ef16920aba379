#include "CFloors.h"
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

static void waybill_floor_start(
    void *closure, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
    const xmlChar **namespaces, int attribute_count, int defaulted_count, const xmlChar **attributes) {}
static void waybill_floor_end(void *closure, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {}
static void waybill_floor_text(void *closure, const xmlChar *text, int count) {}

int waybill_floor_xml(const uint8_t *bytes, size_t count) {
    // As the room XML sets its table and its context up.
    static xmlSAXHandler handlers = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = waybill_floor_start,
        .endElementNs = waybill_floor_end,
        .characters = waybill_floor_text,
        .ignorableWhitespace = waybill_floor_text,
        .cdataBlock = waybill_floor_text,
    };
    static xmlParserCtxtPtr context = NULL;
    if (context == NULL) {
        xmlInitParser();
        context = xmlCreatePushParserCtxt(&handlers, NULL, NULL, 0, NULL);
        if (context == NULL) return 0;
        xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    }
    if (xmlCtxtResetPush(context, NULL, 0, NULL, NULL) != 0) return 0;
    const int code = xmlParseChunk(context, (const char *)bytes, (int)count, 1);
    return code == 0 && context->wellFormed && context->nsWellFormed;
}
