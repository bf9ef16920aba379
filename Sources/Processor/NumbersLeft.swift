internal import Synchronization
internal import Telemetry
internal import Waybill

/// How many waybill numbers the open lanes have left. Serials are dealt out in turn and orders by hash, so that one
/// partition comes to its end before the others: the fewest are told beside the sum.
final class NumbersLeft: Sendable {
    private let logger: Logger
    private let left = Mutex<[Int32: [String: UInt64]]>([:])

    init(_ registry: Registry, _ logger: Logger) {
        self.logger = logger
        observe(registry, "waybill_numbers_left", "Waybill numbers left in this process's lanes, by carrier.") {
            $0.reduce(0, +)
        }
        observe(
            registry, "waybill_lane_numbers_left", "Waybill numbers left in the lane that has the fewest, by carrier."
        ) { $0.min() ?? 0 }
    }

    private func observe(
        _ registry: Registry, _ name: String, _ help: String, _ total: @escaping @Sendable ([Double]) -> Double
    ) {
        registry.observedGauges(name, help, labels: ["carrier"]) { [self] in
            var counts: [String: [Double]] = [:]
            for lane in left.withLock({ $0 }).values {
                for (carrier, count) in lane { counts[carrier, default: []].append(Double(count)) }
            }
            return counts.map { Registry.Observation([$0.key], total($0.value)) }
        }
    }

    /// After so many numbers of its share were used.
    func used(_ usedCount: UInt64, of carrier: String, _ share: NumberShare) {
        let count = share.left(after: usedCount)
        left.withLock { $0[share.partition, default: [:]][carrier] = count }
        guard count < min(share.count / ProcessorLimits.numbersLowPart, ProcessorLimits.numbersLowCount) || count == 0
        else { return }
        let message =
            count == 0
            ? "the partition has no number left; enter another range in carriers.yaml"
            : "the partition's numbers come to their end; enter a larger last or another range in carriers.yaml"
        // One line a carrier, however many of its partitions come to their end at once.
        logger.summarize(
            .warning, .numbersLow, kind: carrier, every: TelemetryLimits.dailyInterval,
            [
                .carrier: .text(carrier), .partition: .count(share.partition), .count: .text("\(count)"),
                .message: .text(message),
            ])
    }

    func closed(_ partitions: [Int32]) {
        left.withLock { left in for partition in partitions { left[partition] = nil } }
    }
}
