/// The waybill number that a push brings along: 20001.
struct NumberCheck {
    let carrier: Carrier

    func check(_ add: AddWaybill, _ facts: Facts) throws(Refusal) {
        let number = add.waybillID
        guard number != "0", number != facts.order?.waybillID else { return }
        guard !number.isEmpty else {
            throw Refusal(.wrongWaybillID, "WayBillID is empty; 0 asks the carrier for a number")
        }
        try fit(number)
        if let holder = facts.holder, holder != add.key.bytes {
            throw Refusal(.wrongWaybillID, "WayBillID belongs to another order")
        }
    }

    private func fit(_ number: String) throws(Refusal) {
        guard number.utf8.count <= WaybillLimits.waybillIDByteCountMax else { throw .init(.wrongWaybillID, outside) }
        var fault = NumberFault.shape
        for range in carrier.given {
            switch range.serial(of: number) {
            case .success: return
            case .failure(let found): fault = fault == .shape ? found : fault
            }
        }
        switch fault {
        case .shape, .range: throw Refusal(.wrongWaybillID, outside)
        case .checkDigit: throw Refusal(.wrongWaybillID, "the check digit of WayBillID is wrong")
        }
    }

    private var outside: String { "WayBillID is not a number of the segments that the carrier gave to WeChat" }
}
