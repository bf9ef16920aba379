internal import JSON
internal import Waybill

/// The quick way into an add_waybill command: one that stands byte for byte as `CommandRecord.value` wrote it, which
/// is what every ingress of ours appends. Its parcel is then canonical as it stands.
///
/// A command that this takes is read as `Fields` would read it; all others are left to them, so that what is
/// wrong with a command is said in one place. `CanonicalCommandTests` compares the two.
extension CommandRecord {
    init?(canonical value: [UInt8]) {
        guard value.count <= JSONLimits.documentByteCountMax else { return nil }
        do throws(CanonicalScanner.Deviation) {
            var scanner = CanonicalScanner(value)
            let key = try scanner.orderKey()
            let createTime = try scanner.integer(#","CreateTime":"#)
            let shopAppID = try scanner.string(#","ShopAppID":"#)
            let waybillID = try scanner.string(#","WayBillID":"#, RecordLimits.waybillIDByteCountMax)
            let passwordDigest = Digest(try scanner.hexadecimal(#","BizPwdDigest":"#))
            let sealedToken = try scanner.string(#","SealedToken":"#, RecordLimits.sealedTokenByteCountMax)
            try scanner.expect(",")
            let start = scanner.position
            let parcel = try scanner.parcel()
            guard scanner.isAtEnd else { return nil }

            var content: [UInt8] = []
            content.reserveCapacity(1 + value.count - start)
            content.append(UInt8(ascii: "{"))
            content.append(contentsOf: value[start...])
            let digest = Self.digest(of: content, shopAppID: shopAppID)
            let add = AddWaybill(
                key: key, createTime: createTime, shopAppID: shopAppID, waybillID: waybillID, content: parcel,
                contentDigest: digest, passwordDigest: passwordDigest, sealedToken: sealedToken)
            self.init(command: .addWaybill(add), content: content)
        } catch {
            return nil
        }
    }
}

extension CanonicalScanner {
    fileprivate mutating func orderKey() throws(Deviation) -> OrderKey {
        let carrier = try string(#"{"DeliveryID":"#, RecordLimits.carrierByteCountMax)
        let bizID = try string(#","BizID":"#, RecordLimits.bizIDByteCountMax)
        let orderID = try string(#","OrderID":"#, RecordLimits.orderIDByteCountMax)
        guard !orderID.isEmpty else { throw Deviation() }
        return OrderKey(carrier: carrier, bizID: bizID, orderID: orderID)
    }

    fileprivate mutating func parcel() throws(Deviation) -> Content {
        let remark = try string(#""Remark":"#)
        try expect(#","Sender":"#)
        let sender = try contact()
        try expect(#","Receiver":"#)
        let receiver = try contact()
        let cargo = try cargo()
        let insured = try insured()
        let service = try service()
        return Content(
            remark: remark, sender: sender, receiver: receiver, cargo: cargo, insured: insured, service: service)
    }

    private mutating func contact() throws(Deviation) -> Contact {
        var contact = Contact()
        contact.name = try string(#"{"Name":"#)
        contact.tel = try string(#","Tel":"#)
        contact.mobile = try string(#","Mobile":"#)
        contact.company = try string(#","Company":"#)
        contact.postCode = try string(#","PostCode":"#)
        contact.country = try string(#","Country":"#)
        contact.province = try string(#","Province":"#)
        contact.city = try string(#","City":"#)
        contact.area = try string(#","Area":"#)
        contact.address = try string(#","Address":"#)
        try expect("}")
        return contact
    }

    private mutating func cargo() throws(Deviation) -> Cargo {
        var cargo = Cargo()
        try expect(#","Cargo":{"#)
        cargo.weight = try quantity(#""Weight":"#, end: ",")
        cargo.length = try quantity(#""Space_X":"#, end: ",")
        cargo.width = try quantity(#""Space_Y":"#, end: ",")
        cargo.height = try quantity(#""Space_Z":"#, end: ",")
        cargo.count = try quantity(#""Count":"#, end: ",")
        try expect(#""DetailList":["#)
        while !take("]") {
            guard cargo.details.count < RecordLimits.detailCountMax else { throw Deviation() }
            if cargo.details.isEmpty { cargo.details.reserveCapacity(4) } else { try expect(",") }
            let name = try string(#"{"Name":"#)
            cargo.details.append(Cargo.Detail(name: name, count: try quantity(#","Count":"#)))
            try expect("}")
        }
        try expect("}")
        return cargo
    }

    private mutating func insured() throws(Deviation) -> Insured {
        var insured = Insured()
        try expect(#","Insured":{"#)
        insured.useInsured = try quantity(#""UseInsured":"#)
        if case .value = insured.useInsured {
            insured.value = try quantity(#","InsuredValue":"#)
        } else {
            insured.value = try quantity(#""InsuredValue":"#)
        }
        try expect("}")
        return insured
    }

    private mutating func service() throws(Deviation) -> Service {
        var service = Service()
        try expect(#","Service":{"#)
        service.type = try quantity(#""ServiceType":"#, end: ",")
        service.name = try string(#""ServiceName":"#)
        try expect("}}")
        return service
    }

    /// Absent where its key does not come next. `end` must stand behind it.
    private mutating func quantity(_ key: StaticString, end: StaticString = "") throws(Deviation) -> Quantity {
        guard take(key) else { return .absent }
        let millionths = try millionths()
        try expect(end)
        return .value(millionths: millionths)
    }

    fileprivate mutating func string(_ key: StaticString, _ byteCountMax: Int) throws(Deviation) -> String {
        let text = try string(key)
        guard text.utf8.count <= byteCountMax else { throw Deviation() }
        return text
    }
}
