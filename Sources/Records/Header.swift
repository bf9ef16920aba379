package import Log

/// The names of the headers that our records carry: CloudEvents' Kafka binding in binary mode, and what a reply needs.
package enum Header {
    package static let specVersion = "ce_specversion"
    package static let id = "ce_id"
    package static let type = "ce_type"
    package static let source = "ce_source"
    package static let time = "ce_time"
    package static let contentType = "content-type"
    package static let instance = "waybill_instance"
    package static let replyPartition = "waybill_reply_partition"
    package static let deadline = "waybill_deadline"
}

/// Who waits for the result of a command, and where.
package struct ReplyAddress: Equatable, Sendable {
    /// The ingress that waits; another that reads the same partition drops the reply.
    package var instance: String
    /// Of waybill.replies.
    package var partition: Int32
    /// Also the key of the reply, and ce_id of the command.
    package var correlationID: String
    /// Milliseconds since 1970 after which nobody waits.
    package var deadline: Int64

    package init(instance: String, partition: Int32, correlationID: String, deadline: Int64) {
        self.instance = instance
        self.partition = partition
        self.correlationID = correlationID
        self.deadline = deadline
    }

    /// Nil where the command names nobody who waits, or by a name longer than `RecordLimits.idByteCountMax`.
    package init?(_ headers: Headers) {
        var instance: Range<Int>?
        var id: Range<Int>?
        var partition: Range<Int>?
        var deadline: Range<Int>?
        headers.forEachValue { name, value in
            if instance == nil, name.isText(Header.instance) { instance = value }
            if id == nil, name.isText(Header.id) { id = value }
            if partition == nil, name.isText(Header.replyPartition) { partition = value }
            if deadline == nil, name.isText(Header.deadline) { deadline = value }
        }
        func text(_ place: Range<Int>) -> String { String(decoding: headers.bytes[place], as: UTF8.self) }
        guard let instance = instance.map(text), let id = id.map(text),
            instance.utf8.count <= RecordLimits.idByteCountMax, id.utf8.count <= RecordLimits.idByteCountMax,
            let partition = partition.map(text).flatMap({ Int32($0) }),
            let deadline = deadline.map(text).flatMap({ Int64($0) })
        else { return nil }
        self.init(instance: instance, partition: partition, correlationID: id, deadline: deadline)
    }

    func write(to headers: inout Headers) {
        headers.append(Header.instance, instance)
        headers.append(Header.replyPartition, String(partition))
        headers.append(Header.deadline, String(deadline))
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

extension Headers {
    /// The CloudEvents attributes of a record of ours. `time` is in milliseconds since 1970.
    init(id: String, type: String, source: String, time: Int64) {
        self = RecordKind(type: type, source: source, time: time).headers(id: id)
    }
}
