/// Everything the merchant says of the parcel, in the order of the codes: sender, receiver, cargo, insurance, service.
struct ContentCheck {
    let carrier: Carrier
    let gazetteer: Gazetteer

    /// The receiver's route, which the waybill's data comes from.
    func check(_ add: AddWaybill) throws(Refusal) -> Route {
        try checkHead(add)
        let content = add.content
        let sender = ContactCheck(.sender, content.sender)
        try sender.checkCompleteness()
        guard try sender.route(carrier, gazetteer).accepts else {
            throw Refusal(.unreachableSender, "Sender: the carrier does not collect parcels there")
        }
        let receiver = ContactCheck(.receiver, content.receiver)
        try receiver.checkCompleteness()
        let destination = try receiver.route(carrier, gazetteer)
        guard destination.delivers else {
            throw Refusal(.unreachableReceiver, "Receiver: the carrier does not deliver there")
        }
        try CargoCheck(limits: carrier.cargo).check(content.cargo)
        try checkInsurance(content.insured)
        try checkService(content.service)
        return destination
    }

    private func checkHead(_ add: AddWaybill) throws(Refusal) {
        guard add.key.orderID.utf8.count <= WaybillLimits.orderIDByteCountMax else {
            throw Refusal(.other, "OrderID is longer than \(WaybillLimits.orderIDByteCountMax) bytes")
        }
        guard add.shopAppID.utf8.count <= WaybillLimits.shopAppIDByteCountMax else {
            throw Refusal(.other, "ShopAppID is longer than \(WaybillLimits.shopAppIDByteCountMax) bytes")
        }
        guard add.content.remark.count <= WaybillLimits.remarkByteCountMax else {
            throw Refusal(.other, "Remark is longer than \(WaybillLimits.remarkByteCountMax) bytes")
        }
    }

    private func checkInsurance(_ insured: Insured) throws(Refusal) {
        switch insured.useInsured {
        case .absent, .value(millionths: 0): return
        case .value(millionths: 1_000_000): break
        default: throw Refusal(.wrongInsurance, "Insured.UseInsured is neither 0 nor 1")
        }
        let rule = carrier.insurance
        guard rule.offered else { throw Refusal(.wrongInsurance, "the carrier does not insure parcels") }
        guard let value = insured.value.wholeNumber else {
            throw Refusal(.wrongInsurance, "Insured.InsuredValue is not a whole number of fen")
        }
        guard (rule.valueMin...rule.valueMax).contains(value) else {
            throw Refusal(
                .wrongInsurance, "Insured.InsuredValue is not between \(rule.valueMin) and \(rule.valueMax) fen")
        }
    }

    private func checkService(_ service: Service) throws(Refusal) {
        guard let id = service.type.wholeNumber else {
            throw Refusal(.wrongService, "Service.ServiceType is not a whole number")
        }
        guard let type = carrier.services.first(where: { $0.id == id }) else {
            throw Refusal(.wrongService, "Service.ServiceType is not one that the carrier offers")
        }
        // A name that contradicts the type: nobody can tell which of the two the merchant means to pay for.
        guard isName(service.name, of: type) else {
            throw Refusal(.wrongService, "Service.ServiceName is not the name of this ServiceType")
        }
    }

    /// Also none at all.
    private func isName(_ name: UTF8Slice, of type: ServiceType) -> Bool {
        if type.names.contains(where: { name == $0 }) { return true }
        let trimmed = name.trimmed
        return trimmed.isEmpty || type.names.contains { trimmed == $0 }
    }
}
