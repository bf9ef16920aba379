internal import Foundation
internal import Log
internal import SQLiteLog
internal import SingleRecords
internal import Synchronization

// A second process on a log's folder, for the tests of the embedded engine. It says on standard output how far it is,
// one line at a time, and takes its orders from standard input, one line at a time.
//
//   append <folder> <count>   appends so many records one by one; "<n>" after each acknowledgement, then "done"
//   endless <folder>          appends until killed; "<n>" after each acknowledgement
//   hold <folder> <group>     joins the group; "held"; stays until it is killed or its input ends
//   full <folder>             bounds the size of its files, appends until refused; "refused <code>"; then lifts the
//                             bound, appends again; "accepted <n>", the number of records acknowledged in all

/// As the tests open it.
let commands = TopicPolicy(
    topic: .commands, partitionCount: 4, cleanup: .delete(retention: .seconds(Int64.max)))

func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}

func numbered(_ number: Int) -> NewRecord {
    NewRecord(topic: .commands, partition: 0, timestamp: 1, key: nil, value: Array("\(number)".utf8))
}

extension SQLiteLog {
    /// Appends and waits until it is durable.
    func appended(_ records: [NewRecord]) throws(LogError) {
        let done = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<[Int64], LogError>>(.success([]))
        append(NewRecords(records)) { result in
            outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        _ = try outcome.withLock { $0 }.get()
    }
}

func fill(_ log: SQLiteLog) throws -> Int {
    var limit = rlimit()
    // getrlimit and setrlimit use the structure during the call alone. The signal of a file that is too large would end
    // us; ignored, the write fails with an error.
    _ = signal(SIGXFSZ, SIG_IGN)
    _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    let unbounded = limit.rlim_cur
    limit.rlim_cur = 4 << 20
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    var count = 0
    var large = numbered(0)
    large.value = [UInt8](repeating: 1, count: 100_000)
    do throws(LogError) {
        // Bounded well above what fits.
        while count < 1_000 {
            try log.appended([large, large])
            count += 2
        }
    } catch {
        say("refused \(error.code.rawValue)")
    }
    limit.rlim_cur = unbounded
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    try log.appended([large])
    return count + 1
}

func run(_ arguments: [String]) throws {
    guard arguments.count >= 3 else { return say("usage: <order> <folder> [...]") }
    let log = try SQLiteLog(folder: arguments[2], topics: [commands])
    let detail = arguments.count > 3 ? arguments[3] : ""
    switch arguments[1] {
    case "append", "endless":
        let count = arguments[1] == "append" ? Int(detail) ?? 0 : Int.max
        for number in 0..<count {
            try log.appended([numbered(number)])
            say("\(number)")
        }
        say("done")
    case "hold":
        let member = try log.member(of: detail, topic: .commands)
        _ = try member.next(recordCountMax: 1)
        say("held")
        while readLine() != nil {}
        member.close()
    case "full": say("accepted \(try fill(log))")
    default: say("unknown order")
    }
    log.close()
}

do {
    try run(CommandLine.arguments)
} catch {
    say("error \(error)")
}
