internal import CRdKafka
internal import Log
internal import Synchronization
internal import Threads

/// Who hands records to a producer, and hears how their deliveries ended.
protocol ProducerOwner: AnyObject, Sendable {
    /// On the producer's thread; `tag` is what the record was handed over with. Where the properties ask for reports of
    /// errors only, nothing else is reported.
    func reported(_ tag: UInt, _ result: Result<Int64, KafkaFault>)
}

/// An idempotent producer without transactions, and the thread that blocks until it has reports. One that failed for
/// good is replaced by a new one; what waited in it is refused.
final class Producer: Sendable {
    private let current: Mutex<Client>
    private let properties: [String: String]
    private let layout: Layout
    private let topics: [Topic]
    private let cluster: Cluster
    private let isBroken = Atomic(false)
    private let isStopping = Atomic(false)
    /// Until the thread has ended, so that whoever waits is answered.
    private let owner = Mutex<(any ProducerOwner)?>(nil)
    private let thread = Mutex<EngineThread?>(nil)

    /// It can write to these topics.
    init(_ properties: [String: String], _ layout: Layout, _ topics: [Topic], _ cluster: Cluster) throws(LogError) {
        (self.properties, self.layout, self.topics, self.cluster) = (properties, layout, topics, cluster)
        let callbacks = ProducerCallbacks(cluster)
        current = Mutex(try Self.client(properties, layout, topics, callbacks))
        callbacks.producer = self
    }

    /// Once, before the first record.
    func start(_ name: String, reportingTo owner: any ProducerOwner) {
        self.owner.withLock { $0 = owner }
        let thread = EngineThread(name) { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    /// The one that takes records now; it may break down with them.
    var client: Client { current.withLock { $0 } }

    /// Another takes its place.
    func breakDown() {
        isBroken.store(true, ordering: .releasing)
        interrupt()
    }

    /// What waits in it gets reports that refuse it.
    func purge() { purge(client) }

    /// Waits until all that it took has been acknowledged or refused.
    func flush(milliseconds: Int) { _ = unsafe rd_kafka_flush(client.handle, Int32(clamping: milliseconds)) }

    /// Ends the thread. Not on it.
    func stop(until deadline: Deadline) {
        isStopping.store(true, ordering: .releasing)
        interrupt()
        let time = Duration.milliseconds(max(deadline.left, KafkaLogLimits.stepTimeout))
        if thread.withLock({ $0 })?.join(atMost: time) == true { owner.withLock { $0 = nil } }
    }

    fileprivate func reported(_ tag: UInt, _ result: Result<Int64, KafkaFault>) {
        if case .failure(let fault) = result {
            if fault.isFatal { breakDown() }
            if fault.isOfConnection { cluster.reachability.doubt() }
        }
        owner.withLock { $0 }?.reported(tag, result)
    }

    private func interrupt() {
        // The queue is counted by librdkafka; a yield that finds nobody waiting is kept for the next.
        let queue = unsafe rd_kafka_queue_get_main(client.handle)
        unsafe rd_kafka_queue_yield(queue)
        unsafe rd_kafka_queue_destroy(queue)
    }

    private func run() {
        while !isStopping.load(ordering: .acquiring) {
            let client = client
            _ = unsafe rd_kafka_poll(client.handle, -1)
            if isBroken.exchange(false, ordering: .acquiringAndReleasing) { replace(client) }
        }
    }

    /// A fatal error ends a producer: what waits in it is refused, and another takes its place.
    private func replace(_ broken: Client) {
        let callbacks = ProducerCallbacks(cluster)
        callbacks.producer = self
        // It was made from the same settings before; should it fail now, the broken one goes on refusing.
        if let fresh = try? Self.client(properties, layout, topics, callbacks) { current.withLock { $0 = fresh } }
        purge(broken)
        _ = unsafe rd_kafka_flush(broken.handle, Int32(KafkaLogLimits.stepTimeout))
    }

    private func purge(_ client: Client) {
        _ = unsafe rd_kafka_purge(client.handle, Int32(RD_KAFKA_PURGE_F_QUEUE) | Int32(RD_KAFKA_PURGE_F_INFLIGHT))
    }

    private static func client(
        _ properties: [String: String], _ layout: Layout, _ topics: [Topic], _ callbacks: ProducerCallbacks
    ) throws(LogError) -> Client {
        let client = try unsafe Client(RD_KAFKA_PRODUCER, properties, callbacks: callbacks) { conf in
            unsafe rd_kafka_conf_set_dr_msg_cb(conf, ProducerCallbacks.delivered)
        }
        try client.prepare(layout, topics)
        return client
    }
}

/// From `rd_kafka_poll` and so on the producer's thread.
// Unchecked: `producer` is written once, before the first record.
private final class ProducerCallbacks: Callbacks, @unchecked Sendable {
    weak var producer: Producer?

    override func failed(_ fault: KafkaFault) {
        super.failed(fault)
        if fault.code == RD_KAFKA_RESP_ERR__FATAL { producer?.breakDown() }
    }

    static let delivered:
        @convention(c) (OpaquePointer?, UnsafePointer<rd_kafka_message_t>?, UnsafeMutableRawPointer?) -> Void = {
            _, message, context in
            guard let message = unsafe message?.pointee, let context = unsafe context else { return }
            // The client retains its callbacks.
            let callbacks = unsafe Unmanaged<ProducerCallbacks>.fromOpaque(context).takeUnretainedValue()
            let fault = KafkaFault.of(unsafe message.err)
            let offset = unsafe message.offset
            let tag = UInt(bitPattern: unsafe message._private)
            callbacks.producer?.reported(tag, fault.map { Result.failure($0) } ?? .success(offset))
        }
}
