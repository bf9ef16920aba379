internal import Log
internal import Processor
internal import Records
internal import Waybill

/// Why the log does not allow what is configured: only a configuration that is set right helps.
enum LogRefusal: Error {
    /// Numbers would be issued again.
    case ranges(RangeFault)
    /// It was decided under other keys.
    case keys(KeyFault)
    /// The topics' files do not fit what stands in it.
    case topics(LogError)

    /// Nil for what may pass, or is of the log itself.
    init?(_ error: any Error) {
        switch error {
        case let refusal as LogRefusal: self = refusal
        case WorkerError.ranges(let fault): self = .ranges(fault)
        case WorkerError.keys(let fault): self = .keys(fault)
        case WorkerError.contradiction(let error): self.init(error)
        case let error as LogError where error.code == .misconfigured: self = .topics(error)
        default: return nil
        }
    }

    var message: String {
        switch self {
        case .ranges(let fault): fault.message
        case .keys(let fault): fault.message
        case .topics(let error): error.message
        }
    }
}
