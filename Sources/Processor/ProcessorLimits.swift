internal import Log
internal import Time

/// Bounds of the processor.
package enum ProcessorLimits {
    /// Commands decided in one transaction: enough to share its cost, few enough to answer in time.
    package static let batchRecordCountMax = 2_000
    /// Storage for a batch's outputs that is kept for the next batch.
    static let outputByteCountKept = 16 << 20
    /// Changelog records applied to a lane between two commits while it is restored.
    package static let restoreRecordCountMax = 10_000
    /// Offsets at the end of a changelog within which its last batch is looked for.
    static let countRecordCountMax: Int64 = 1_000
    /// Transactions in a row that may fail before the worker gives up and says why.
    package static let failureCountMax = 10
    /// Between two attempts with a lane that stands still; doubled each time up to the longest. Whole seconds.
    package static let laneRetryPauseMin: Duration = .seconds(1)
    package static let laneRetryPauseMax: Duration = .seconds(30)
    static let laneRetryPause = DoublingPause(from: laneRetryPauseMin, to: laneRetryPauseMax)
    /// A partition's numbers are low when fewer are left than one part in so many of its share, and fewer than so many.
    static let numbersLowPart: UInt64 = 10
    static let numbersLowCount: UInt64 = 10_000
    package static let workerCountMax = 64
}
