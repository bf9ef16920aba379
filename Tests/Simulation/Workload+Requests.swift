/// What merchants, WeChat, couriers and mistaken programs ask for.
extension Workload {
    /// Sometimes what another ingress has had for a long time: a copy of what came before, or a request that was held
    /// up on its way and comes for the first time.
    mutating func request() -> Request {
        if !copies.isEmpty, generator.once(in: 8) { return lateCopy() }
        if generator.once(in: 25) { copies.append(newRequest()) }
        let request = newRequest()
        copies.append(request)
        return request
    }

    /// One of the last few, or any.
    private mutating func lateCopy() -> Request {
        let reach = generator.once(in: 2) ? min(copies.count, 12) : copies.count
        return copies[copies.count - 1 - generator.below(reach)]
    }

    private mutating func newRequest() -> Request {
        let index = generator.below(customers.count)
        switch generator.below(100) {
        case 0..<45: return .push(plainPush(index))
        case 45..<53: return .push(changedPush(index))
        case 53..<65: return .push(faultyPush(index))
        case 65..<80: return .cancel(cancel(index))
        case 80..<91: return .scan(scan(index))
        default: return .nonsense
        }
    }

    /// The first push of an order, or its repeat: another token, often another time.
    private mutating func plainPush(_ index: Int) -> Push {
        let customer = customers[index]
        return Push(
            order: customer.order, password: customer.password, createTime: time(), waybillID: customer.waybillID,
            token: "k1.sealed-\(commandCount)", parcel: customer.parcel)
    }

    private mutating func changedPush(_ index: Int) -> Push {
        var push = plainPush(index)
        switch generator.below(5) {
        case 0: push.parcel.remark = "changed \(commandCount)"
        case 1: push.parcel.receiver.city = "Chengdu"
        case 2: push.parcel.shop = "wx-other"
        case 3: push.parcel.serviceType = 1
        default: push.parcel.weight = Int64(generator.within(1...60_000))
        }
        push.parcel.receiver.province = Setting.provinces[push.parcel.receiver.city] ?? ""
        push.parcel.serviceName = ["Standard", "Express"][Int(push.parcel.serviceType)]
        if generator.once(in: 2) { customers[index].parcel = push.parcel }
        return push
    }

    /// One or two things wrong, of which the first in the order of the codes counts.
    private mutating func faultyPush(_ index: Int) -> Push {
        var push = plainPush(index)
        if generator.once(in: 3) { spoilHead(&push) } else { spoilParcel(&push.parcel) }
        if generator.once(in: 3) { spoilParcel(&push.parcel) }
        if generator.once(in: 5) { push.token = "" }
        return push
    }

    private mutating func spoilHead(_ push: inout Push) {
        switch generator.below(9) {
        case 0: push.order.carrier = "NONE"
        case 1: push.order.bizID = "biz-unknown"
        case 2: push.order.bizID = ""
        case 3: push.order.bizID = Setting.suspendedAccount
        case 4: push.password += "?"
        case 5: push.waybillID = ""
        case 6: push.waybillID = "12345678"
        case 7: push.waybillID = String(givenLike().dropLast()) + "x"
        default: push.waybillID = givenLike()
        }
    }

    /// A number of the segment, whose check digit may be wrong. Its order's partition has no part in it, so it is one
    /// that nobody brings along in earnest.
    private mutating func givenLike() -> String {
        let number = WaybillNumber.text(Setting.given.first + 90, Setting.given)
        let wrong = String((Int(String(number.suffix(1))) ?? 0) + 1).suffix(1)
        return String(number.dropLast()) + String(wrong)
    }

    private mutating func spoilParcel(_ parcel: inout Parcel) {
        switch generator.below(18) {
        case 0: parcel.sender.name = ""
        case 1: (parcel.sender.mobile, parcel.sender.tel) = ("", "")
        case 2: parcel.sender.address = ""
        case 3: parcel.sender.city = "Atlantis"
        case 4: (parcel.sender.province, parcel.sender.city) = ("Sichuan", "Chengdu")
        case 5: parcel.receiver.name = ""
        case 6: (parcel.receiver.mobile, parcel.receiver.tel) = ("", "020-88880000")
        case 7: parcel.receiver.province = ""
        case 8: (parcel.receiver.province, parcel.receiver.city) = ("Tibet", "Lhasa")
        case 9: (parcel.receiver.province, parcel.receiver.city) = ("Guangdong", "Shenzhen")
        case 10: parcel.receiver.country = "Elsewhere"
        case 11: parcel.count = generator.pick([0, -1, 11])
        case 12: parcel.weight = generator.pick([0, -5, 50_001])
        case 13: parcel.length = generator.pick([-1, 151])
        case 14: (parcel.useInsured, parcel.insuredValue) = (1, generator.pick([0, 99, 100, 1_000_001]))
        case 15: parcel.useInsured = 2
        case 16: (parcel.serviceType, parcel.serviceName) = (7, "")
        default: (parcel.serviceType, parcel.serviceName) = (1, "Standard")
        }
    }

    private mutating func cancel(_ index: Int) -> Cancellation {
        let customer = customers[index]
        let known = model.orders[customer.order]
        if let last = customer.cancels.last, generator.once(in: 3) { return last }
        var cancel = Cancellation(
            order: customer.order, password: customer.password, createTime: time(),
            shop: known?.parcel.shop ?? customer.parcel.shop, waybillID: known?.waybillID ?? "731000000001")
        switch generator.below(12) {
        case 0: cancel.waybillID = "731999999999"
        case 1: cancel.shop = "wx-stranger"
        case 2: cancel.password += "?"
        case 3: cancel.order.bizID = "biz-unknown"
        case 4: cancel.waybillID = model.orders[generator.pick(customers).order]?.waybillID ?? ""
        default: break
        }
        customers[index].cancels.append(cancel)
        return cancel
    }

    private mutating func scan(_ index: Int) -> Scan {
        let order = customers[index].order
        var scan = Scan(
            order: order, waybillID: model.orders[order]?.waybillID ?? "731000000001", time: time(),
            type: generator.pick([100_001, 200_001, 300_002, 300_003]), message: "scan \(commandCount)")
        switch generator.below(10) {
        case 0: scan.waybillID = "731999999999"
        case 1: scan.type = 1
        case 2: scan.time = 0
        case 3: scan.message = generator.once(in: 2) ? "" : String(repeating: "m", count: 1_025)
        default: break
        }
        return scan
    }

    /// Now and then the same as before.
    private mutating func time() -> Int64 {
        now += Int64(generator.below(3))
        return now
    }
}
