#include "CFloors.h"

#include <simdjson.h>

int waybill_floor_json(const uint8_t *bytes, size_t count) {
    static simdjson::dom::parser parser;
    static simdjson::dom::document document;
    return parser.parse_into_document(document, bytes, count).error() == simdjson::SUCCESS;
}
