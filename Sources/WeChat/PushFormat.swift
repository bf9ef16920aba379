package import Documents
internal import JSON
internal import XML

/// XML or JSON, told apart by the body: the header of a push cannot be relied upon (wechat.md section 9).
package enum PushFormat: String, Sendable {
    case xml
    case json

    /// By the first byte that is not a blank or part of a byte order mark; nil for an empty body or anything else.
    package init?(_ body: [UInt8]) {
        let start = body.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        switch body[start...].first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) {
        case UInt8(ascii: "<"): self = .xml
        case UInt8(ascii: "{"), UInt8(ascii: "["): self = .json
        default: return nil
        }
    }

    package var contentType: StaticString {
        switch self {
        case .xml: "text/xml; charset=utf-8"
        case .json: "application/json; charset=utf-8"
        }
    }
}

/// Both parsers, reused from push to push; owned by one thread.
package struct PushParser: ~Copyable {
    private var xml = XMLParser()
    private var json = JSONParser()

    package init() {}

    package mutating func parse(_ body: [UInt8], as format: PushFormat) throws(FieldFault) -> Document {
        switch format {
        case .xml:
            do throws(XMLError) { return try xml.parse(body) } catch {
                throw FieldFault("the body is not the XML of an event: \(error)")
            }
        case .json:
            // simdjson takes no byte order mark.
            let text = body.starts(with: [0xef, 0xbb, 0xbf]) ? body[3...] : body[...]
            do throws(JSONError) { return try json.parse(text) } catch {
                throw FieldFault("the body is not the JSON of an event: \(error)")
            }
        }
    }
}
