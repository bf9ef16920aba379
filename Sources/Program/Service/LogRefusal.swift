internal import Processor
internal import Records
internal import Waybill

/// Why the log does not allow what is configured: only a configuration that is set right helps.
enum LogRefusal: Error {
    /// Numbers would be issued again.
    case ranges(RangeFault)
    /// It was decided under other keys.
    case keys(KeyFault)

    /// Nil for what may pass, or is of the log itself.
    init?(_ error: WorkerError) {
        switch error {
        case .ranges(let fault): self = .ranges(fault)
        case .keys(let fault): self = .keys(fault)
        case .log, .lane, .contradiction: return nil
        }
    }

    var message: String {
        switch self {
        case .ranges(let fault): fault.message
        case .keys(let fault): fault.message
        }
    }
}
