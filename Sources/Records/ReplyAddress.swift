package import Log
package import Waybill

/// Who waits for the result of a command, and where.
package struct ReplyAddress: Equatable, Sendable {
    /// The ingress that waits; another that reads the same partition drops the reply.
    package var instance: UTF8Slice
    /// Of waybill.replies.
    package var partition: Int32
    /// Also the key of the reply, and ce_id of the command.
    package var correlationID: UTF8Slice

    package init(instance: String, partition: Int32, correlationID: String) {
        self.instance = UTF8Slice(instance)
        self.partition = partition
        self.correlationID = UTF8Slice(correlationID)
    }

    /// Nil where the command names nobody who waits, or by a name longer than `RecordLimits.idByteCountMax`.
    package init?(_ headers: Headers) {
        var (id, reply): (Range<Int>?, Range<Int>?)
        headers.forEachValue { name, value in
            if id == nil, name.isText(Header.id) { id = value }
            if reply == nil, name.isText(Header.reply) { reply = value }
        }
        let bytes = headers.bytes
        guard let id, var reply, let partition = Self.number(before: &reply, in: bytes),
            Self.number(before: &reply, in: bytes) != nil, let partition = Int32(exactly: partition),
            let instance = Self.name(reply, in: bytes), let correlationID = Self.name(id, in: bytes)
        else { return nil }
        self.instance = instance
        self.partition = partition
        self.correlationID = correlationID
    }

    /// The number before the next slash; `rest` then is what stands behind it.
    private static func number(before rest: inout Range<Int>, in bytes: [UInt8]) -> Int64? {
        guard let slash = bytes[rest].firstIndex(of: UInt8(ascii: "/")) else { return nil }
        defer { rest = slash + 1..<rest.upperBound }
        return Int64(String(decoding: bytes[rest.lowerBound..<slash], as: UTF8.self))
    }

    private static func name(_ range: Range<Int>, in bytes: [UInt8]) -> UTF8Slice? {
        guard range.count <= RecordLimits.idByteCountMax,
            (try? UTF8Span(validating: bytes.span.extracting(range))) != nil
        else { return nil }
        return UTF8Slice(TextRange(range), of: bytes)
    }

    /// `deadline` is in milliseconds since 1970: whoever looks at the topic sees until when somebody waits.
    func write(deadline: Int64, to bytes: inout [UInt8]) {
        Headers.append(Header.reply, "\(partition)/\(deadline)/\(instance.string)", to: &bytes)
    }
}

extension Span<UInt8> {
    fileprivate func isText(_ text: String) -> Bool {
        let other = text.utf8.span
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
