internal import Documents
package import JSON
package import Log
internal import OrderFields
internal import Waybill

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
        guard let kind = type.flatMap(Kind.init(rawValue:)) else {
            if type == MissingLetter.type {
                throw RecordFault("the record says that commands are missing, and holds none that could be decided")
            }
            throw RecordFault("the header ce_type is not \(Kind.names)")
        }
        if kind == .addWaybill, let read = CommandRecord(canonical: value) {
            self = read
        } else {
            do throws(FieldFault) {
                try self.init(kind, Fields(json: value, parser: &parser))
            } catch {
                throw RecordFault(error.message)
            }
        }
        if let orderID = body.orderKey?.orderID {
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

    private init(_ kind: Kind, _ fields: Fields) throws(FieldFault) {
        switch kind {
        case .addWaybill:
            let content = try Content(fields)
            let shopAppID = try fields.text("ShopAppID")
            let add = AddWaybill(
                key: try fields.orderKey(), createTime: try fields.integer("CreateTime"), shopAppID: shopAppID,
                waybillID: try fields.waybillID("WayBillID"), content: content,
                passwordDigest: try fields.digest("BizPwdDigest"),
                sealedToken: UTF8Slice(try fields.bounded("SealedToken", RecordLimits.sealedTokenByteCountMax)))
            self.init(.addWaybill(add), canonicalContent: Self.canonicalContent(of: content))
        case .cancelWaybill:
            let cancel = CancelWaybill(
                key: try fields.orderKey(), createTime: try fields.integer("CreateTime"),
                shopAppID: try fields.text("ShopAppID"), waybillID: try fields.waybillID("WayBillID"),
                passwordDigest: try fields.digest("BizPwdDigest"))
            self.init(.cancelWaybill(cancel))
        case .recordPath: self.init(.recordPath(try fields.trace()))
        case .unreadable:
            // Without an OrderID it is nobody's order: its head could not be read, or it is of an earlier version.
            let key = fields.has("OrderID") ? try fields.orderKey() : nil
            let unreadable = Unreadable(fault: try fields.bounded("Fault", RecordLimits.faultByteCountMax), key: key)
            self.init(.unreadable(unreadable, sealedPayload: (try? fields.text("SealedPayload")) ?? ""))
        }
    }

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
