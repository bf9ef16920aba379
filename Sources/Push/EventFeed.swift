/// Hands out the pushes of a run one by one, in order.
struct EventFeed {
    /// One push: which, and how to make its body once its turn has come.
    struct Push: Sendable {
        /// Counts from 0.
        let index: Int
        /// The event file, or the OrderID of a made-up event.
        let name: String
        let orderID: String?
        let isCancel: Bool
        let format: EventFormat
        fileprivate let content: Content

        /// The body. A cancel names the waybill id that its order was answered with; `0` when there is none.
        func body(waybillOf waybill: (String) -> String?) -> [UInt8] {
            switch content {
            case .bytes(let bytes): return bytes
            case .generated(.add(let order), let generator): return generator.addEvent(order).encoded(format)
            case .generated(.cancel(let order), let generator):
                let known = waybill(generator.orderID(order)) ?? "0"
                return generator.cancelEvent(order, waybillID: known).encoded(format)
            }
        }
    }

    fileprivate enum Content: Sendable {
        case bytes([UInt8])
        case generated(EventGenerator.Step, EventGenerator)
    }

    private enum Source {
        case files([EventFile])
        case generator(EventGenerator, EventFormat)
    }

    private var source: Source
    private var index = 0
    private let count: Int

    init(_ plan: PushPlan) {
        count = plan.count
        source =
            switch plan.source {
            case .files(let files): .files(files)
            case .generated(let profile):
                .generator(EventGenerator(profile: profile, concurrency: plan.concurrency), plan.format)
            }
    }

    /// The next push; nil when all are handed out.
    mutating func next() -> Push? {
        guard index < count else { return nil }
        defer { index += 1 }
        switch source {
        case .files(let files):
            let file = files[index % files.count]
            return Push(
                index: index, name: file.name, orderID: file.orderID, isCancel: file.isCancel, format: file.format,
                content: .bytes(file.bytes))
        case .generator(var generator, let format):
            let step = generator.next()
            source = .generator(generator, format)
            let (order, isCancel) =
                switch step {
                case .add(let order): (order, false)
                case .cancel(let order): (order, true)
                }
            let orderID = generator.orderID(order)
            return Push(
                index: index, name: orderID, orderID: orderID, isCancel: isCancel, format: format,
                content: .generated(step, generator))
        }
    }
}
