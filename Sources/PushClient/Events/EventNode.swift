/// An event as both formats share it: fields in the order in which WeChat writes them.
enum EventNode: Equatable, Sendable {
    /// CDATA in XML, a string in JSON.
    case text(String)
    /// Without CDATA in XML, a string in JSON: how WeChat writes Token.
    case plain(String)
    case integer(Int)
    /// Tenths: `15.0` in XML, `15` in JSON, as WeChat writes a cargo's measures.
    case tenths(Int)
    case object([Field])
    /// The element repeated without a wrapper in XML, an array in JSON.
    case list([EventNode])

    struct Field: Equatable, Sendable {
        let name: String
        let node: EventNode

        init(_ name: String, _ node: EventNode) {
            self.name = name
            self.node = node
        }
    }

    /// The event's bytes.
    func encoded(_ format: EventFormat) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2_048)
        switch format {
        case .xml: XMLEventWriter.append("xml", self, to: &bytes)
        case .json: JSONEventWriter.append(self, to: &bytes)
        }
        return bytes
    }
}

extension [UInt8] {
    mutating func append(_ text: String) { append(contentsOf: text.utf8) }

    /// In decimal digits. A load writes thirty numbers a push; a String for each would be a good part of its cost.
    mutating func append(decimal value: Int) {
        var rest = value.magnitude
        if value < 0 { append(UInt8(ascii: "-")) }
        let start = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }
}
