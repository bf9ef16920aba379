internal import Log
internal import SingleRecords

/// Commands as ingresses and others append them, and what the model says of each.
struct Workload: Sendable {
    /// One order and what was asked of it so far.
    struct Customer: Sendable {
        var order: OrderName
        var parcel: Parcel
        /// "0", or a number that WeChat brings along.
        var waybillID: String
        var cancels: [Cancellation] = []

        var password: String { Setting.password(order.carrier, order.bizID) }
    }

    private(set) var model: Model
    private(set) var expectations: [Expectation] = []
    /// Commands that were deleted before anybody could decide them.
    private(set) var losses: [MissingRecords] = []
    var generator: SeededGenerator
    var customers: [Customer] = []
    var commandCount = 0
    /// The time of the newest event, in seconds since 1970.
    var now: Int64 = 1_785_000_000
    /// Requests of which an ingress may still hold a copy, in the order of their times.
    var copies: [Request] = []
    let ingressCount: Int
    let cluster: SimulatedCluster
    private(set) var remaining: Int

    init(_ cluster: SimulatedCluster, orderCount: Int, commandCount: Int, generator: SeededGenerator) {
        var generator = generator
        ingressCount = generator.within(1...3)
        model = Model(partitionCount: cluster.partitionCount)
        self.cluster = cluster
        self.generator = generator
        remaining = commandCount
        for index in 0..<orderCount { customers.append(customer(index)) }
    }

    /// Appends up to `count` commands, each in its partition after those before it.
    mutating func append(_ count: Int) {
        for _ in 0..<min(count, remaining) {
            remaining -= 1
            commandCount += 1
            append(request())
        }
    }

    mutating func append(_ request: Request) {
        let order = envelope(of: request)
        let offset = cluster.append([order.record])[0]
        let verdict = model.decide(order.request, in: order.record.partition)
        expectations.append(
            Expectation(
                place: Place(partition: order.record.partition, offset: offset), input: order.record,
                request: order.request, verdict: verdict,
                waiter: reachable(order.waiter), attempt: order.attempt))
    }

    /// Appends commands to a partition of which all is decided, and deletes them at once with all before them.
    mutating func lose(_ count: Int, in partition: Int32) {
        let order = customers[0].order
        let gone = NewRecord(
            topic: .commands, partition: partition, timestamp: 1_785_000_000_000, key: Array(order.orderID.utf8),
            value: Array("gone".utf8))
        let offsets = cluster.append(Array(repeating: gone, count: count))
        let missing = MissingRecords(partition: partition, offset: offsets[0], offsetNext: offsets[count - 1] + 1)
        cluster.delete(.commands, partition, before: missing.offsetNext)
        losses.append(missing)
    }

    private func reachable(_ waiter: Waiter?) -> Waiter? {
        guard let waiter, (0..<cluster.replyPartitionCount).contains(waiter.partition) else { return nil }
        return waiter
    }

    private mutating func customer(_ index: Int) -> Customer {
        // Now and then one OrderID under several accounts, and characters that keys have to encode.
        let orderID = generator.once(in: 8) ? "shared/#%1" : "order-\(index)"
        var order = OrderName(
            carrier: generator.pick(["ZTO", "ZTO", "EMS", "JTSD"]), bizID: generator.pick(Setting.accounts),
            orderID: orderID)
        while customers.contains(where: { $0.order == order }) { order.orderID += "+" }
        var parcel = Parcel(remark: "parcel \(index)")
        parcel.receiver.city = generator.pick(["Guangzhou", "Guangzhou", "Chengdu"])
        parcel.receiver.province = Setting.provinces[parcel.receiver.city] ?? ""
        parcel.receiver.area = generator.pick(["Tianhe", "Haizhu", ""])
        let waybillID = order.carrier == "ZTO" && generator.once(in: 3) ? givenNumber(order) : "0"
        return Customer(order: order, parcel: parcel, waybillID: waybillID)
    }

    /// One of six numbers that orders of this partition alone may bring, so that some bring the same.
    private mutating func givenNumber(_ order: OrderName) -> String {
        let partition = Partitioner.partition(of: Array(order.orderID.utf8), among: cluster.partitionCount)
        let serial = Setting.given.first + Int64(partition) * 6 + Int64(generator.below(6))
        return WaybillNumber.text(serial, Setting.given)
    }
}
