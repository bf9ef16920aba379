internal import Dispatch
internal import Foundation
internal import Log
internal import Records
internal import Synchronization
internal import Waybill

/// Commands on the cluster, as an ingress writes them, and how far the processor has come with them.
struct KafkaCommands {
    let log: any Log
    private let add: AddWaybill

    /// Appends under way at once.
    private static let window = 8_000
    private static let group = "waybill-processor"

    init(_ cluster: KafkaCluster, _ samples: Samples) throws {
        log = try cluster.log(samples.topics)
        guard let add = samples.add(0) else { throw MissingSample() }
        self.add = add
    }

    /// Numbers in an order that says nothing of their size, so that orders fall anywhere in a lane.
    static func orderID(_ number: Int) -> String {
        "ORDER-" + String(UInt64(number) &* 0x9e37_79b9_7f4a_7c15, radix: 36)
    }

    func records(_ number: Int, partitionCount: Int32) -> NewRecords {
        var add = add
        add.key = OrderKey(carrier: add.key.carrier, bizID: add.key.bizID, orderID: Self.orderID(number))
        let now = Int64(Foundation.Date().timeIntervalSince1970 * 1000)
        let reply = ReplyAddress(
            instance: "bench", partition: Int32(number % 12), correlationID: "bench/\(number)")
        var records = NewRecords()
        CommandRecord(.addWaybill(add)).append(
            to: &records, partitionCount: partitionCount, source: "/waybill/ingress/bench", time: now,
            reply: reply, deadline: 0)
        return records
    }

    /// Returns when all are acknowledged.
    func append(_ numbers: Range<Int>) throws {
        let places = DispatchSemaphore(value: Self.window)
        let failure = Mutex<LogError?>(nil)
        let partitionCount = try log.partitionCount(of: .commands)
        for number in numbers {
            places.wait()
            log.append(records(number, partitionCount: partitionCount)) { result in
                if case .failure(let error) = result { failure.withLock { $0 = error } }
                places.signal()
            }
        }
        // All places are free when all answers are there.
        for _ in 0..<Self.window { places.wait() }
        for _ in 0..<Self.window { places.signal() }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Waits until the group has committed all that is there now; `sample` is called every few milliseconds.
    func waitUntilDecided(sample: () -> Void = {}) throws {
        for partition in 0..<(try log.partitionCount(of: .commands)) {
            let end = try log.endOffset(of: .commands, partition: partition)
            while try log.committedOffset(of: Self.group, topic: .commands, partition: partition) ?? 0 < end {
                sample()
                usleep(10_000)
            }
        }
        sample()
    }

    /// Throws where a command was refused: that is other work than what is measured.
    func refuseDeadLetters() throws {
        for partition in 0..<(try log.partitionCount(of: .deadLetters)) {
            guard try log.endOffset(of: .deadLetters, partition: partition) == 0 else {
                throw KafkaBenchmarkError("commands of the backlog were refused; see waybill dead-letters list")
            }
        }
    }
}
