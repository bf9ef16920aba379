internal import Crypto
internal import Documents
package import JSON
package import Log
package import Waybill

/// A command as it stands in waybill.commands: the value in JSON under the API's own field names, the kind in
/// `ce_type`.
package struct CommandRecord: Equatable, Sendable {
    package var command: Command
    /// The parcel in canonical JSON, all of it but its opening brace, as it ends a command's value: an order document
    /// takes it over byte for byte. Empty for other commands.
    package var content: ArraySlice<UInt8>
    /// `OrderKey.bytes` of the command's order, which all that is kept of it is filed under; empty without an order.
    package let keyBytes: [UInt8]

    package init(command: Command, content: ArraySlice<UInt8>) {
        self.command = command
        self.content = content
        keyBytes = command.orderKey?.bytes ?? []
    }
}

// MARK: - Writing

extension CommandRecord {
    /// The record of a command that an ingress takes in. `time` is in milliseconds since 1970; `keys` are those that
    /// the command was sealed and digested under, as `KeyFingerprints` writes them.
    package static func record(
        _ command: Command, partitionCount: Int32, source: String, time: Int64, reply: ReplyAddress,
        sealedPayload: String? = nil, keys: String? = nil
    ) -> NewRecord {
        let id = reply.correlationID.string
        var headers = Headers(id: id, type: command.name.rawValue, source: source, time: time)
        reply.write(to: &headers)
        if let keys { headers.append(Header.keys, keys) }
        let key = [UInt8](command.filedUnder.map { $0.orderID.utf8 } ?? id.utf8)
        return NewRecord(
            topic: .commands, partition: Partitioner.partition(of: key, among: partitionCount), timestamp: time,
            key: key, value: value(of: command, sealedPayload: sealedPayload), headers: headers)
    }

    static func value(of command: Command, sealedPayload: String? = nil) -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        switch command {
        case .addWaybill(let add):
            writer.orderKey(add.key)
            writer.field("CreateTime", add.createTime)
            writer.field("ShopAppID", add.shopAppID)
            writer.field("WayBillID", add.waybillID)
            writer.field("BizPwdDigest", hexadecimal: add.passwordDigest.value)
            writer.field("SealedToken", add.sealedToken)
            add.content.write(to: &writer)
        case .cancelWaybill(let cancel):
            writer.orderKey(cancel.key)
            writer.field("CreateTime", cancel.createTime)
            writer.field("ShopAppID", cancel.shopAppID)
            writer.field("WayBillID", cancel.waybillID)
            writer.field("BizPwdDigest", hexadecimal: cancel.passwordDigest.value)
        case .recordPath(let path):
            writer.orderKey(path.key)
            writer.trace(path)
        case .unreadable(let unreadable):
            if let key = unreadable.key { writer.orderKey(key) }
            writer.field("Fault", unreadable.fault)
            writer.field("SealedPayload", sealedPayload ?? "")
        }
        writer.endObject()
        return writer.bytes
    }

    /// The parcel's canonical JSON, as in `content`, and the digest by which a repeated push is known: of the shop and
    /// the parcel.
    package static func canonical(
        _ content: Content, shopAppID: String
    ) -> (content: ArraySlice<UInt8>, digest: Digest) {
        var writer = JSONWriter(capacity: 1536)
        writer.beginObject()
        content.write(to: &writer)
        writer.endObject()
        let tail = writer.bytes.dropFirst()
        return (tail, digest(of: tail, shopAppID: shopAppID))
    }

    static func digest(of content: ArraySlice<UInt8>, shopAppID: String) -> Digest {
        var hash = SHA256()
        hash.update("{")
        hash.update(content)
        hash.update("\0")
        hash.update(shopAppID)
        return Digest(hash.digestHead())
    }
}

// MARK: - Reading

extension CommandRecord {
    /// Reads a record of waybill.commands, whoever wrote it. `parser` belongs to the calling thread.
    package init(
        _ record: borrowing Record, parser: inout JSONParser, partitionCount: Int32
    ) throws(RecordFault) {
        if record.omission != nil {
            throw RecordFault("the record is larger than the \(LogLimits.recordByteCountMax) bytes that it may have")
        }
        guard let value = record.value else { throw RecordFault("the record has no value") }
        let type = record.headers.text(Header.type)
        guard let name = type.flatMap(Command.Name.init(rawValue:)) else {
            if type == MissingLetter.type {
                throw RecordFault("the record says that commands are missing, and holds none that could be decided")
            }
            throw RecordFault("the header ce_type is not add_waybill, cancel_waybill, record_path or unreadable")
        }
        if name == .addWaybill, let read = CommandRecord(canonical: value) {
            self = read
        } else {
            do throws(FieldFault) {
                try self.init(name, Fields(json: value, parser: &parser))
            } catch {
                throw RecordFault(error.message)
            }
        }
        if let orderID = command.orderKey?.orderID {
            // Two lanes must never decide on one order.
            let home = Partitioner.partition(of: Self.key(of: orderID, in: record), among: partitionCount)
            guard home == record.partition else {
                throw RecordFault("the record is in partition \(record.partition), but its OrderID belongs to \(home)")
            }
        }
    }

    /// The bytes of the OrderID, which the record's key nearly always is already.
    private static func key(of orderID: String, in record: borrowing Record) -> [UInt8] {
        let text = orderID.utf8.span
        if let key = record.key, key.count == text.count, text.indices.allSatisfy({ key[$0] == text[$0] }) {
            return key
        }
        return [UInt8](orderID.utf8)
    }

    private init(_ name: Command.Name, _ fields: Fields) throws(FieldFault) {
        switch name {
        case .addWaybill:
            let parcel = try Content(fields)
            let shopAppID = try fields.text("ShopAppID")
            let (content, digest) = Self.canonical(parcel, shopAppID: shopAppID)
            let add = AddWaybill(
                key: try fields.orderKey(), createTime: try fields.integer("CreateTime"), shopAppID: shopAppID,
                waybillID: try fields.waybillID("WayBillID"), content: parcel, contentDigest: digest,
                passwordDigest: try fields.digest("BizPwdDigest"),
                sealedToken: UTF8Slice(try fields.bounded("SealedToken", RecordLimits.sealedTokenByteCountMax)))
            self.init(command: .addWaybill(add), content: content)
        case .cancelWaybill:
            let cancel = CancelWaybill(
                key: try fields.orderKey(), createTime: try fields.integer("CreateTime"),
                shopAppID: try fields.text("ShopAppID"), waybillID: try fields.waybillID("WayBillID"),
                passwordDigest: try fields.digest("BizPwdDigest"))
            self.init(command: .cancelWaybill(cancel), content: [])
        case .recordPath:
            let path = RecordPath(
                key: try fields.orderKey(), waybillID: try fields.waybillID("waybill_id"),
                actionTime: try fields.integer("action_time"), actionType: try fields.integer("action_type"),
                actionMessage: try fields.text("action_msg"))
            self.init(command: .recordPath(path), content: [])
        case .unreadable:
            // Without an OrderID it is nobody's order: its head could not be read, or it is of an earlier version.
            let key = fields.has("OrderID") ? try fields.orderKey() : nil
            let unreadable = Unreadable(fault: try fields.bounded("Fault", RecordLimits.faultByteCountMax), key: key)
            self.init(command: .unreadable(unreadable), content: [])
        }
    }
}

extension Command {
    /// The order whose OrderID is the record's key, and so tells its partition.
    var filedUnder: OrderKey? {
        if case .unreadable(let unreadable) = self { unreadable.key } else { orderKey }
    }

    /// The order that it may change; nil for what could not be read.
    package var orderKey: OrderKey? {
        switch self {
        case .addWaybill(let add): add.key
        case .cancelWaybill(let cancel): cancel.key
        case .recordPath(let path): path.key
        case .unreadable: nil
        }
    }
}

extension JSONWriter {
    mutating func orderKey(_ key: OrderKey) {
        field("DeliveryID", key.carrier)
        field("BizID", key.bizID)
        field("OrderID", key.orderID)
    }

    mutating func trace(_ path: RecordPath) {
        field("waybill_id", path.waybillID)
        field("action_time", path.actionTime)
        field("action_type", path.actionType)
        field("action_msg", path.actionMessage)
    }
}

extension Fields {
    func orderKey() throws(FieldFault) -> OrderKey {
        let orderID = try text("OrderID")
        guard !orderID.isEmpty else { throw FieldFault("OrderID is empty") }
        guard orderID.utf8.count <= RecordLimits.orderIDByteCountMax else {
            throw FieldFault("OrderID is longer than \(RecordLimits.orderIDByteCountMax) bytes")
        }
        return OrderKey(
            carrier: try bounded("DeliveryID", RecordLimits.carrierByteCountMax),
            bizID: try bounded("BizID", RecordLimits.bizIDByteCountMax), orderID: orderID)
    }

    func digest(_ name: String) throws(FieldFault) -> Digest {
        guard let bytes = Hex.decode(try text(name)), bytes.count == Digest.byteCount, let digest = Digest(bytes) else {
            throw FieldFault("\(name) is not a digest of \(Digest.byteCount) bytes in hexadecimal")
        }
        return digest
    }

    func waybillID(_ name: String) throws(FieldFault) -> String {
        try bounded(name, RecordLimits.waybillIDByteCountMax)
    }

    func bounded(_ name: String, _ byteCountMax: Int) throws(FieldFault) -> String {
        let text = try text(name)
        guard text.utf8.count <= byteCountMax else { throw FieldFault("\(name) is longer than \(byteCountMax) bytes") }
        return text
    }
}

extension CommandRecord {
    /// The sealed payload in the value of an `unreadable` command; nil where there is none.
    package static func sealedPayload(in value: [UInt8]) -> String? {
        var parser = JSONParser()
        guard let fields = try? Fields(json: value, parser: &parser), let sealed = try? fields.text("SealedPayload")
        else {
            return nil
        }
        return sealed.isEmpty ? nil : sealed
    }
}
