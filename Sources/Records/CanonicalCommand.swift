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
            var reader = try CanonicalReader(value)
            self = try reader.command()
        } catch {
            return nil
        }
    }
}

/// One pass over the value of a record of ours.
struct CanonicalReader {
    typealias Deviation = CanonicalScanner.Deviation

    private let value: [UInt8]
    var scanner: CanonicalScanner

    init(_ value: [UInt8]) throws(Deviation) {
        self.value = value
        scanner = try CanonicalScanner(value)
    }

    mutating func orderKey() throws(Deviation) -> OrderKey {
        let carrier = try string(#"{"DeliveryID":"#, RecordLimits.carrierByteCountMax)
        let bizID = try string(#","BizID":"#, RecordLimits.bizIDByteCountMax)
        let orderID = try string(#","OrderID":"#, RecordLimits.orderIDByteCountMax)
        guard !orderID.isEmpty else { throw Deviation() }
        return OrderKey(carrier: carrier, bizID: bizID, orderID: orderID)
    }

    mutating func string(_ key: StaticString, _ byteCountMax: Int = .max) throws(Deviation) -> String {
        let range = try scanner.string(key)
        guard range.count <= byteCountMax else { throw Deviation() }
        return String(decoding: value[range], as: UTF8.self)
    }

    mutating func digest(_ key: StaticString) throws(Deviation) -> Digest { Digest(try scanner.hexadecimal(key)) }

    private mutating func place(_ key: StaticString) throws(Deviation) -> TextRange {
        TextRange(try scanner.string(key))
    }

    private mutating func text(_ key: StaticString) throws(Deviation) -> UTF8Slice {
        UTF8Slice(try place(key), of: value)
    }
}

/// A command. The parcel's texts stay where they are; only what is looked up by is taken out as a string.
extension CanonicalReader {
    fileprivate mutating func command() throws(Deviation) -> CommandRecord {
        let key = try orderKey()
        let createTime = try scanner.integer(#","CreateTime":"#)
        let shopAppID = try string(#","ShopAppID":"#)
        let waybillID = try string(#","WayBillID":"#, RecordLimits.waybillIDByteCountMax)
        let passwordDigest = try digest(#","BizPwdDigest":"#)
        let sealedToken = try text(#","SealedToken":"#)
        guard sealedToken.count <= RecordLimits.sealedTokenByteCountMax else { throw Deviation() }
        try scanner.expect(",")
        let content = value[scanner.position...]
        let parcel = try parcel()
        guard scanner.isAtEnd else { throw Deviation() }
        let add = AddWaybill(
            key: key, createTime: createTime, shopAppID: shopAppID, waybillID: waybillID, content: parcel,
            contentDigest: CommandRecord.digest(of: content, shopAppID: shopAppID), passwordDigest: passwordDigest,
            sealedToken: sealedToken)
        return CommandRecord(command: .addWaybill(add), content: content)
    }

    private mutating func parcel() throws(Deviation) -> Content {
        let remark = try text(#""Remark":"#)
        try scanner.expect(#","Sender":"#)
        let sender = try contact()
        try scanner.expect(#","Receiver":"#)
        let receiver = try contact()
        let cargo = try cargo()
        let insured = try insured()
        let service = try service()
        return Content(
            remark: remark, sender: sender, receiver: receiver, cargo: cargo, insured: insured, service: service)
    }

    private mutating func contact() throws(Deviation) -> Contact {
        // In the order of `Contact.Field`.
        var places = Contact.Places(repeating: .none)
        places[0] = try place(#"{"Name":"#)
        places[1] = try place(#","Tel":"#)
        places[2] = try place(#","Mobile":"#)
        places[3] = try place(#","Company":"#)
        places[4] = try place(#","PostCode":"#)
        places[5] = try place(#","Country":"#)
        places[6] = try place(#","Province":"#)
        places[7] = try place(#","City":"#)
        places[8] = try place(#","Area":"#)
        places[9] = try place(#","Address":"#)
        try scanner.expect("}")
        return Contact(places, of: value)
    }

    private mutating func cargo() throws(Deviation) -> Cargo {
        var cargo = Cargo()
        try scanner.expect(#","Cargo":{"#)
        cargo.weight = try quantity(#""Weight":"#, end: ",")
        cargo.length = try quantity(#""Space_X":"#, end: ",")
        cargo.width = try quantity(#""Space_Y":"#, end: ",")
        cargo.height = try quantity(#""Space_Z":"#, end: ",")
        cargo.count = try quantity(#""Count":"#, end: ",")
        try scanner.expect(#""DetailList":["#)
        while !scanner.take("]") {
            guard cargo.details.count < RecordLimits.detailCountMax else { throw Deviation() }
            if cargo.details.isEmpty { cargo.details.reserveCapacity(4) } else { try scanner.expect(",") }
            let name = try text(#"{"Name":"#)
            cargo.details.append(Cargo.Detail(name: name, count: try quantity(#","Count":"#)))
            try scanner.expect("}")
        }
        try scanner.expect("}")
        return cargo
    }

    private mutating func insured() throws(Deviation) -> Insured {
        var insured = Insured()
        try scanner.expect(#","Insured":{"#)
        insured.useInsured = try quantity(#""UseInsured":"#)
        if case .value = insured.useInsured {
            insured.value = try quantity(#","InsuredValue":"#)
        } else {
            insured.value = try quantity(#""InsuredValue":"#)
        }
        try scanner.expect("}")
        return insured
    }

    private mutating func service() throws(Deviation) -> Service {
        var service = Service()
        try scanner.expect(#","Service":{"#)
        service.type = try quantity(#""ServiceType":"#, end: ",")
        service.name = try text(#""ServiceName":"#)
        try scanner.expect("}}")
        return service
    }

    /// Absent where its key does not come next. `end` must stand behind it.
    private mutating func quantity(_ key: StaticString, end: StaticString = "") throws(Deviation) -> Quantity {
        guard scanner.take(key) else { return .absent }
        let millionths = try scanner.millionths()
        try scanner.expect(end)
        return .value(millionths: millionths)
    }
}
