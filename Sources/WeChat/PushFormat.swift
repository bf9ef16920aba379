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

    package var contentType: String {
        switch self {
        case .xml: "text/xml; charset=utf-8"
        case .json: "application/json; charset=utf-8"
        }
    }
}

/// What could be read of a body.
package struct PushedText: Sendable {
    /// With U+FFFD in place of what no parser takes.
    package let document: Document
    package var repairs: RepairKinds = []
    /// What is broken, where the document is only what stands in front of it.
    package var breakage: String?
}

/// Both parsers, reused from push to push; owned by one thread.
package struct PushParser: ~Copyable {
    private var xml = XMLParser()
    private var json = JSONParser()

    package init() {}

    /// Reads a body for what it is: as it stands; else with what no parser takes put right; else its beginning. Throws
    /// where there is none. Only a body that was refused costs more than one parse.
    package mutating func read(_ body: [UInt8], as format: PushFormat) throws(FieldFault) -> PushedText {
        do throws(FieldFault) {
            return PushedText(document: try parse(body, as: format))
        } catch {
            return try readOdd(body, as: format, error)
        }
    }

    private mutating func readOdd(
        _ body: [UInt8], as format: PushFormat, _ refusal: FieldFault
    ) throws(FieldFault) -> PushedText {
        var fault = refusal
        let repaired = format == .xml ? XMLRepair.repaired(body) : JSONRepair.repaired(Array(Self.withoutMark(body)))
        if !repaired.kinds.isEmpty {
            do throws(FieldFault) {
                return PushedText(document: try parse(repaired.bytes, as: format), repairs: repaired.kinds)
            } catch {
                fault = error
            }
        }
        let beginning = format == .xml ? xml.beginning(of: repaired.bytes) : json.beginning(of: repaired.bytes)
        guard let beginning else { throw fault }
        return PushedText(document: beginning, repairs: repaired.kinds, breakage: fault.message)
    }

    /// simdjson takes no byte order mark.
    private static func withoutMark(_ body: [UInt8]) -> ArraySlice<UInt8> {
        body.starts(with: [0xef, 0xbb, 0xbf]) ? body[3...] : body[...]
    }

    package mutating func parse(_ body: [UInt8], as format: PushFormat) throws(FieldFault) -> Document {
        switch format {
        case .xml:
            do throws(XMLError) { return try xml.parse(body) } catch {
                throw FieldFault("the body is not the XML of an event: \(error)")
            }
        case .json:
            do throws(JSONError) { return try json.parse(Self.withoutMark(body).span) } catch {
                throw FieldFault("the body is not the JSON of an event: \(error)")
            }
        }
    }
}
