internal import Dispatch
package import LaneState
package import Log
package import Records
internal import Time
package import Waybill

/// Why a worker could not go on.
package enum WorkerError: Error, Equatable, Sendable, CustomStringConvertible {
    case log(LogError)
    case lane(LaneError)
    /// Numbers would be issued again: only another configuration helps.
    case ranges(RangeFault)
    /// The log was decided under other keys: only the right ones help.
    case keys(KeyFault)
    /// Log and lanes contradict each other: nothing passes by itself, an operator has to say what is true.
    case contradiction(LogError)

    /// Whether it concerns the lane that was being worked on, and no other.
    var isOfOneLane: Bool {
        switch self {
        case .log(let error): error.code == .corrupt
        case .lane: true
        case .ranges, .keys, .contradiction: false
        }
    }

    /// Nil where it is no error of the log's.
    package var logError: LogError? {
        switch self {
        case .log(let error), .contradiction(let error): error
        case .lane, .ranges, .keys: nil
        }
    }

    package var description: String {
        switch self {
        case .log(let error), .contradiction(let error): error.description
        case .lane(let error): error.description
        case .ranges(let fault): fault.message
        case .keys(let fault): fault.message
        }
    }
}

/// Which lanes a worker has open.
package struct LaneReport: Equatable, Sendable {
    package let partitions: [Int32]
    /// Whether these are all that the group wants it to have at present.
    package let isSettled: Bool
    /// Why lanes stand still that it has besides, by partition. They are tried again.
    package let held: [Int32: String]
}

/// What a worker is made of.
package struct WorkerParts {
    package var log: any Log
    package var member: any GroupMember
    package var lanes: any LaneStore
    package var reference: Reference
    package var writer: OutcomeWriter
    package var telemetry: ProcessorTelemetry
    /// Where it is kept that ranges were compared with all partitions; without one they are at each opening.
    package var rangeWitness: (any RangeWitness)?
    /// The process's keys, with which those of log and commands are compared; nil where none are.
    package var keys: KnownKeys?
    /// Milliseconds since 1970.
    package var clock: @Sendable () -> Int64
    /// Told which lanes are open, each time that the group divides its partitions anew.
    package var lanesChanged: @Sendable (LaneReport) -> Void
    /// Calls back after the time: a lane that stands still is tried again then.
    package var after: @Sendable (Duration, @escaping @Sendable () -> Void) -> Void = { pause, body in
        DispatchQueue.global().asyncAfter(pause, execute: body)
    }
    /// Told of each batch that was committed, to the log and to the lanes.
    package var committed: @Sendable () -> Void = {}

    package init(
        log: any Log, member: any GroupMember, lanes: any LaneStore, reference: Reference, writer: OutcomeWriter,
        telemetry: ProcessorTelemetry, clock: @escaping @Sendable () -> Int64,
        lanesChanged: @escaping @Sendable (LaneReport) -> Void = { _ in }
    ) {
        self.log = log
        self.member = member
        self.lanes = lanes
        self.reference = reference
        self.writer = writer
        self.telemetry = telemetry
        self.clock = clock
        self.lanesChanged = lanesChanged
    }
}
