/// The reference model: spec sections 2 and 3 said again, in the plainest way, over plain values. It sees the commands
/// of a partition in their order and says what each must lead to.
struct Model: Sendable {
    struct Order: Equatable, Sendable {
        var waybillID: String
        var isGiven: Bool
        var waybillData: String
        var isLive = true
        var parcel: Parcel
        var password: String
        /// CreateTime of the add or the cancel that made the order what it is.
        var time: Int64
        var traceCount = 0
        /// The last eight, the newest first.
        var scans: [ScanName] = []
    }

    /// A scan that comes twice has the same of these.
    struct ScanName: Equatable, Sendable {
        var time: Int64
        var type: Int64
        var message: String
    }

    struct Verdict: Equatable, Sendable {
        var code: Int32
        var waybillID = ""
        var waybillData = ""
        /// What waybill.waybills must say of the order from here on; nil where it says nothing new.
        var order: Order?
        /// The record holds the parcel too.
        var isDocument = false
        var token: String?
        var trace: Int?
    }

    private(set) var orders: [OrderName: Order] = [:]
    /// How many of a carrier's own numbers each partition has used.
    private(set) var used: [Int32: [String: Int64]] = [:]
    private var holders: [Int32: [String: OrderName]] = [:]
    let partitionCount: Int32

    init(partitionCount: Int32) { self.partitionCount = partitionCount }

    mutating func decide(_ request: Request, in partition: Int32) -> Verdict {
        switch request {
        case .nonsense: Verdict(code: -1)
        case .push(let push): add(push, partition)
        case .cancel(let cancel): self.cancel(cancel)
        case .scan(let scan): record(scan)
        }
    }

    // MARK: - add_waybill (spec section 2)

    private mutating func add(_ push: Push, _ partition: Int32) -> Verdict {
        let known = orders[push.order]
        if let known, [known.password, Setting.password(push.order.carrier, push.order.bizID)].contains(push.password),
            let verdict = again(push, known)
        {
            return verdict
        }
        if let code = accountFault(push.order, push.password) { return Verdict(code: code) }
        if let code = numberFault(push, known, partition) { return Verdict(code: code) }
        if let code = ParcelRules.fault(in: push.parcel, carrier: push.order.carrier) { return Verdict(code: code) }
        if let known, known.isLive, known.traceCount > 0 { return Verdict(code: -1, waybillID: known.waybillID) }
        guard let waybillID = known?.waybillID ?? number(for: push, partition) else { return Verdict(code: -1) }
        let order = Order(
            waybillID: waybillID, isGiven: known?.isGiven ?? (push.waybillID != "0"),
            waybillData: ParcelRules.waybillData(push.parcel, carrier: push.order.carrier), parcel: push.parcel,
            password: push.password, time: push.createTime, traceCount: known?.traceCount ?? 0,
            scans: known?.scans ?? [])
        orders[push.order] = order
        return Verdict(
            code: 0, waybillID: waybillID, waybillData: order.waybillData, order: order, isDocument: true,
            token: push.token)
    }

    /// A push that brings nothing new: older than what the order became since, or what it is already. Nil for others.
    private mutating func again(_ push: Push, _ known: Order) -> Verdict? {
        var verdict = Verdict(code: 0, waybillID: known.waybillID, waybillData: known.waybillData)
        if push.createTime < known.time { return verdict }
        guard known.isLive, known.parcel == push.parcel else { return nil }
        verdict.token = push.token
        guard push.createTime > known.time else { return verdict }
        // From now on what is older than this push is late.
        orders[push.order]?.time = push.createTime
        verdict.order = orders[push.order]
        return verdict
    }

    private func accountFault(_ order: OrderName, _ password: String) -> Int32? {
        guard Setting.carriers.contains(order.carrier) else { return -1 }
        guard Setting.accounts.contains(order.bizID) else { return 10001 }
        return password == Setting.password(order.carrier, order.bizID) ? nil : 10002
    }

    private func numberFault(_ push: Push, _ known: Order?, _ partition: Int32) -> Int32? {
        guard push.waybillID != "0", push.waybillID != known?.waybillID else { return nil }
        guard push.order.carrier == "ZTO", WaybillNumber.isGiven(push.waybillID) else { return 20001 }
        let holder = holders[partition]?[push.waybillID]
        return holder == nil || holder == push.order ? nil : 20001
    }

    /// A first push: the number that it brought, or the carrier's next.
    private mutating func number(for push: Push, _ partition: Int32) -> String? {
        guard push.waybillID == "0" else {
            holders[partition, default: [:]][push.waybillID] = push.order
            return push.waybillID
        }
        guard let numbers = Setting.issued[push.order.carrier] else { return nil }
        let count = used[partition]?[push.order.carrier] ?? 0
        let serial = numbers.first + count * Int64(partitionCount) + Int64(partition)
        guard serial <= numbers.last else { return nil }
        used[partition, default: [:]][push.order.carrier] = count + 1
        return WaybillNumber.text(serial, numbers)
    }

    // MARK: - Cancel and traces (spec section 3)

    private mutating func cancel(_ cancel: Cancellation) -> Verdict {
        if let code = accountFault(cancel.order, cancel.password) {
            // wechat.md section 2: an unknown BizID of a cancel has its own code.
            return Verdict(code: code == 10001 ? 30001 : code)
        }
        guard cancel.order.carrier != "JTSD" else { return Verdict(code: 30004) }
        guard var order = orders[cancel.order], order.waybillID == cancel.waybillID, order.parcel.shop == cancel.shop
        else { return Verdict(code: 30001) }
        if cancel.createTime < order.time { return Verdict(code: 0, waybillID: order.waybillID) }
        guard order.isLive else {
            return cancel.createTime == order.time
                ? Verdict(code: 0, waybillID: order.waybillID) : Verdict(code: 30003)
        }
        guard order.traceCount == 0 else { return Verdict(code: 30002) }
        order.isLive = false
        order.time = cancel.createTime
        orders[cancel.order] = order
        return Verdict(code: 0, waybillID: order.waybillID, order: order)
    }

    private mutating func record(_ scan: Scan) -> Verdict {
        guard var order = orders[scan.order], order.waybillID == scan.waybillID else { return Verdict(code: 40199) }
        let types: [Int64] = [
            100001, 100002, 100003, 200001, 300001, 300002, 300003, 300004, 400001, 400002,
        ]
        guard scan.time > 0, types.contains(scan.type), (1...1024).contains(scan.message.utf8.count) else {
            return Verdict(code: -1)
        }
        let name = ScanName(time: scan.time, type: scan.type, message: scan.message)
        if order.scans.contains(name) { return Verdict(code: 0, waybillID: order.waybillID) }
        order.scans = [name] + order.scans.prefix(7)
        order.traceCount += 1
        orders[scan.order] = order
        return Verdict(code: 0, waybillID: order.waybillID, order: order, trace: order.traceCount)
    }
}
