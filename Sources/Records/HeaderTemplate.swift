internal import Log

/// The headers that all records of one type, source and time have in common, encoded once.
package struct HeaderTemplate: Sendable {
    let type: String
    /// Before `ce_id`, and behind it.
    private let head: Headers
    private let tail: Headers

    /// `timeText` is the time as a header has it (RFC 3339).
    package init(type: String, source: String, timeText: String) {
        var (head, tail) = (Headers(), Headers())
        head.append(Header.specVersion, "1.0")
        tail.append(Header.type, type)
        tail.append(Header.source, source)
        tail.append(Header.time, timeText)
        tail.append(Header.contentType, "application/json")
        (self.type, self.head, self.tail) = (type, head, tail)
    }

    /// `ce_id` is the origin and the type: it tells the record from the others of its origin.
    package func write(origin: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: head.bytes)
        Headers.append(Header.id, origin, type, to: &bytes)
        bytes.append(contentsOf: tail.bytes)
    }

    package func write(id: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: head.bytes)
        Headers.append(Header.id, id, to: &bytes)
        bytes.append(contentsOf: tail.bytes)
    }
}
