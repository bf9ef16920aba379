internal import Crypto
internal import JSON
package import Log
internal import OrderFields
internal import Time
package import Waybill

/// A command as it stands in waybill.commands: the value in JSON under the API's own field names, the kind in
/// `ce_type`, the OrderID as key. Secrets are sealed or digested.
package struct CommandRecord: Equatable, Sendable {
    /// What stands in `ce_type`; the API's own name where it has one.
    package enum Kind: String, CaseIterable, Sendable {
        case addWaybill = "add_waybill"
        case cancelWaybill = "cancel_waybill"
        case recordPath = "record_path"
        case unreadable

        /// All of them, as a sentence has them.
        static let names: String = {
            let names = allCases.map(\.rawValue)
            return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        }()
    }

    package enum Body: Equatable, Sendable {
        case addWaybill(AddWaybill)
        case cancelWaybill(CancelWaybill)
        case recordPath(RecordPath)
        /// With the payload sealed whole.
        case unreadable(Unreadable, sealedPayload: String)
    }

    package let body: Body
    /// Of a record that was read: the parcel in canonical JSON, all of it but its opening brace, as it ends an
    /// add_waybill's value. An order's record takes it over byte for byte.
    package let canonicalContent: ArraySlice<UInt8>
    /// `OrderKey.bytes` of the order that it may change, which all that is kept of it is filed under; empty without an
    /// order.
    package let keyBytes: [UInt8]

    package init(_ body: Body) { self.init(body, canonicalContent: []) }

    init(_ body: Body, canonicalContent: ArraySlice<UInt8>) {
        self.body = body
        self.canonicalContent = canonicalContent
        keyBytes = body.orderKey?.bytes ?? []
    }

    package var kind: Kind {
        switch body {
        case .addWaybill: .addWaybill
        case .cancelWaybill: .cancelWaybill
        case .recordPath: .recordPath
        case .unreadable: .unreadable
        }
    }
}

extension CommandRecord.Body {
    /// The order that it may change; nil for what could not be read.
    package var orderKey: OrderKey? {
        switch self {
        case .addWaybill(let add): add.key
        case .cancelWaybill(let cancel): cancel.key
        case .recordPath(let path): path.key
        case .unreadable: nil
        }
    }

    /// The order whose OrderID is the record's key, and so tells its partition.
    fileprivate var filedUnder: OrderKey? {
        if case .unreadable(let unreadable, _) = self { unreadable.key } else { orderKey }
    }
}

// MARK: - Writing

extension CommandRecord {
    /// Appends the record of a command that an ingress takes in. `time` and `deadline`, after which nobody waits for
    /// the reply, are in milliseconds since 1970; `keys` are those that the command was sealed and digested under, as
    /// `KeyFingerprints` writes them. Returns its partition.
    @discardableResult
    package func append(
        to records: inout NewRecords, partitionCount: Int32, source: String, time: Int64, reply: ReplyAddress,
        deadline: Int64, keys: String? = nil
    ) -> Int32 {
        let id = reply.correlationID.string
        let key = [UInt8](body.filedUnder.map { $0.orderID.utf8 } ?? id.utf8)
        let partition = Partitioner.partition(of: key, among: partitionCount)
        records.append(.commands, partition, timestamp: time) { bytes in
            bytes += key
            let keyEnd = bytes.count
            JSONWriter.append(to: &bytes) { json in write(to: &json) }
            let valueEnd = bytes.count
            HeaderTemplate(type: kind.rawValue, source: source, timeText: Timestamp.text(milliseconds: time))
                .write(id: id, to: &bytes)
            reply.write(deadline: deadline, to: &bytes)
            if let keys { Headers.append(Header.keys, keys, to: &bytes) }
            return (keyEnd, valueEnd)
        }
        return partition
    }

    private func write(to writer: inout JSONWriter) {
        writer.beginObject()
        switch body {
        case .addWaybill(let add):
            writer.orderKey(add.key)
            writer.field("CreateTime", add.createTime)
            writer.field("ShopAppID", add.shopAppID)
            writer.field("WayBillID", add.waybillID)
            writer.field("BizPwdDigest", hexadecimal: add.passwordDigest.value)
            writer.field("SealedToken", add.sealedToken)
            writer.fields(of: add.content)
        case .cancelWaybill(let cancel):
            writer.orderKey(cancel.key)
            writer.field("CreateTime", cancel.createTime)
            writer.field("ShopAppID", cancel.shopAppID)
            writer.field("WayBillID", cancel.waybillID)
            writer.field("BizPwdDigest", hexadecimal: cancel.passwordDigest.value)
        case .recordPath(let path):
            writer.orderKey(path.key)
            writer.trace(path)
        case .unreadable(let unreadable, let sealedPayload):
            if let key = unreadable.key { writer.orderKey(key) }
            writer.field("Fault", unreadable.fault)
            writer.field("SealedPayload", sealedPayload)
        }
        writer.endObject()
    }
}

// MARK: - The parcel as it is stored

extension CommandRecord {
    /// A parcel's canonical JSON, as in `canonicalContent`.
    package static func canonicalContent(of content: Content) -> ArraySlice<UInt8> {
        var writer = JSONWriter(capacity: 1536)
        writer.beginObject()
        writer.fields(of: content)
        writer.endObject()
        return writer.bytes.dropFirst()
    }

    /// The digest by which a repeated push is known: of the shop and the parcel as they are stored.
    package static func contentDigest(of canonicalContent: ArraySlice<UInt8>, shopAppID: String) -> Digest {
        var hash = SHA256()
        hash.update("{")
        hash.update(canonicalContent)
        hash.update("\0")
        hash.update(shopAppID)
        return Digest(hash.digestHead())
    }
}
