internal import JSON
internal import OrderFields
internal import Waybill

/// The quick way into an add_waybill command: one that stands byte for byte as `value` wrote it, which is what every
/// ingress of ours appends. Its parcel is then canonical as it stands. `CanonicalCommandTests` compares it with the
/// general way.
extension CommandRecord {
    init?(canonical value: [UInt8]) {
        guard value.count <= JSONLimits.documentByteCountMax else { return nil }
        do throws(CanonicalScanner.Deviation) {
            var scanner = try RecordScanner(value)
            self = try scanner.addWaybill()
        } catch {
            return nil
        }
    }
}

/// The parcel's texts stay where they are; only what is looked up by is taken out as a string.
extension RecordScanner {
    fileprivate mutating func addWaybill() throws(Deviation) -> CommandRecord {
        let key = try orderKey()
        let createTime = try scanner.integer(#","CreateTime":"#)
        let shopAppID = try string(#","ShopAppID":"#)
        let waybillID = try string(#","WayBillID":"#, OrderFieldLimits.waybillIDByteCountMax)
        let passwordDigest = try digest(#","BizPwdDigest":"#)
        let sealedToken = try text(#","SealedToken":"#)
        guard sealedToken.count <= RecordLimits.sealedTokenByteCountMax else { throw Deviation() }
        try scanner.expect(",")
        let canonicalContent = value[scanner.position...]
        let content = try content()
        try scanner.expect("}")
        guard scanner.isAtEnd else { throw Deviation() }
        let add = AddWaybill(
            key: key, createTime: createTime, shopAppID: shopAppID, waybillID: waybillID, content: content,
            passwordDigest: passwordDigest, sealedToken: sealedToken)
        return CommandRecord(.addWaybill(add), canonicalContent: canonicalContent)
    }
}
