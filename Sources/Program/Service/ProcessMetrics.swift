internal import Foundation
internal import Telemetry

/// What Prometheus' own clients tell of a process, under the same names, and which program this is.
enum ProcessMetrics {
    static func observe(_ registry: Registry, isReady: @escaping @Sendable () -> Bool) {
        registry.observedGauges("waybill_build_info", "1, with the program's version.", labels: ["version"]) {
            [Registry.Observation([Identity.version], 1)]
        }
        registry.observedGauge("waybill_ready", "1 while /ready says so, else 0.") {
            isReady() ? 1 : 0
        }
        registry.observedCounters("process_cpu_seconds_total", "CPU time of this process, user and system.", labels: [])
        {
            values { $0.cpuSeconds }
        }
        registry.observedGauges("process_resident_memory_bytes", "Memory of this process in RAM.", labels: []) {
            values { $0.residentByteCount }
        }
        registry.observedGauges("process_virtual_memory_bytes", "Address space, with the lanes' maps.", labels: []) {
            values { $0.virtualByteCount }
        }
        registry.observedGauges("process_start_time_seconds", "Start of this process, since 1970.", labels: []) {
            values { status in bootTime().map { $0 + status.startSeconds } }
        }
        registry.observedGauges("process_open_fds", "Descriptors open now.", labels: []) {
            observation((try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count)
        }
        registry.observedGauges("process_max_fds", "Descriptors that may be open.", labels: []) {
            observation(descriptorCountMax(limits: text("/proc/self/limits")))
        }
    }

    /// The second value of the line of "Max open files".
    static func descriptorCountMax(limits: String) -> Int? {
        limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
            .flatMap { $0.split(separator: " ").dropFirst(3).first }.flatMap { Int($0) }
    }

    private static func values(_ value: (ProcessStatus) -> Double?) -> [Registry.Observation] {
        let status = ProcessStatus(
            stat: text("/proc/self/stat"), ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)),
            pageByteCount: sysconf(Int32(_SC_PAGESIZE)))
        return status.flatMap(value).map { [Registry.Observation([], $0)] } ?? []
    }

    private static func observation(_ count: Int?) -> [Registry.Observation] {
        count.map { [Registry.Observation([], Double($0))] } ?? []
    }

    /// Seconds since 1970.
    private static func bootTime() -> Double? {
        text("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }

    private static func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
}

/// What `/proc/<process>/stat` says (proc(5)).
struct ProcessStatus: Equatable {
    let cpuSeconds: Double
    /// From the machine's start to the process's.
    let startSeconds: Double
    let virtualByteCount: Double
    let residentByteCount: Double

    /// Nil where the text is not of that form.
    init?(stat: String, ticksPerSecond: Int, pageByteCount: Int) {
        // The second field is the program's name in parentheses, which may hold anything.
        guard let end = stat.lastIndex(of: ")"), ticksPerSecond > 0 else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ").map { Double($0) }
        // Field 3 of proc(5) is the first here.
        guard fields.count > 21, let user = fields[11], let system = fields[12], let start = fields[19],
            let virtual = fields[20], let resident = fields[21]
        else { return nil }
        cpuSeconds = (user + system) / Double(ticksPerSecond)
        startSeconds = start / Double(ticksPerSecond)
        virtualByteCount = virtual
        residentByteCount = resident * Double(pageByteCount)
    }
}
