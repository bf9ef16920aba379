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
            observations(status?.cpuSeconds)
        }
        func observe(_ name: String, _ help: String, _ read: @escaping @Sendable () -> Double?) {
            registry.observedGauges(name, help, labels: []) { observations(read()) }
        }
        observe("process_resident_memory_bytes", "Memory of this process in RAM.") { status?.residentByteCount }
        observe("process_virtual_memory_bytes", "Address space, with the lanes' maps.") { status?.virtualByteCount }
        observe("process_start_time_seconds", "Start of this process, since 1970.") {
            status.flatMap { status in bootTime().map { $0 + status.startSeconds } }
        }
        observe("process_open_fds", "Descriptors open now.") {
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count) }
        }
        observe("process_max_fds", "Descriptors that may be open.") {
            descriptorCountMax(limits: text("/proc/self/limits")).map { Double($0) }
        }
    }

    /// The second value of the line of "Max open files".
    static func descriptorCountMax(limits: String) -> Int? {
        limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
            .flatMap { $0.split(separator: " ").dropFirst(3).first }.flatMap { Int($0) }
    }

    private static func observations(_ value: Double?) -> [Registry.Observation] {
        value.map { [Registry.Observation([], $0)] } ?? []
    }

    private static var status: ProcessStatus? {
        ProcessStatus(
            stat: text("/proc/self/stat"), ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)),
            pageByteCount: sysconf(Int32(_SC_PAGESIZE)))
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
