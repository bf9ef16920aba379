/// Words that have no place in the house, or only in some rooms of it.
extension FileRule {
    static let words = [
        FileRule(
            "no trap by choice", in: .sources(except: traps), sample: "let a = try! b()\n", foundTraps),
        FileRule(
            "no sleep", in: .sourcesAndTests(except: sleeps), samplePath: "Tests/LogTests/A.swift",
            sample: "try await Task.sleep(for: .seconds(1))\n", foundSleeps),
        FileRule(
            "no verdict by the clock", in: .sourcesAndTests(except: counts), samplePath: "Tests/LogTests/A.swift",
            sample: "@Test(.timeLimit(.minutes(1)))\n", foundLimits),
        FileRule(
            "no wait that counts", in: .sourcesAndTests(except: counts), samplePath: "Tests/LogTests/A.swift",
            sample: "for _ in 0..<1_000 where isWaiting { ask() }\n", foundLimits),
        FileRule(
            "no wait by the wall clock", in: .sources(except: semaphores),
            sample: "let pause = DispatchSemaphore(value: 0)\n", foundWallClocks),
        FileRule(
            "unsafe in C rooms only", in: .sources(except: unsafes), sample: "unsafe a.pointee = 1\n"
        ) {
            file in
            House.cRooms.contains(file.room ?? "") ? [] : foundUnsafes(file)
        },
        FileRule("nothing left to do", sample: "// TO" + "DO: later\n") { file in
            file.comments.compactMap { comment in
                let text = String(decoding: comment.text, as: UTF8.self)
                guard ["TO" + "DO", "FIX" + "ME", "XX" + "X:"].contains(where: text.contains) else { return nil }
                return Violation(file.path, comment.line, "work left to do; do it or open an issue")
            }
        },
        FileRule("nothing is public", sample: "public let a = 1\n") { file in
            file.words.filter { $0.text == "public" }.map {
                Violation(file.path, $0.line, "public; `package` is enough inside one package")
            }
        },
        FileRule("names say what a thing is", sample: "struct OrderManager {}\n", emptyNames),
    ]

    private static let traps = Exceptions([
        "Sources/Telemetry/Registry.swift": "metrics' names are constants; a wrong one ends the first run"
    ])

    private static let sleeps = Exceptions([:])

    private static let counts = Exceptions([
        "Tests/ProcessorTests/Bench.swift": "steps of a simulated world, which has no clock",
        "Tests/Simulation/LaneAudit.swift": "steps of a simulated world, which has no clock",
        "Tests/Simulation/Simulation.swift": "steps of a simulated world, which has no clock",
    ])

    private static let semaphores = Exceptions([
        "Sources/Program/Service/ProcessSignals.swift": "it waits for a signal however long that takes"
    ])

    private static let unsafes = Exceptions([
        "Sources/Documents/Document.swift": "memcmp of glibc, which every look for a field goes through",
        "Sources/Files/Descriptor.swift": "open, read and write of glibc, also at a file's beginning",
        "Sources/Files/FileFault.swift": "strerror and access of glibc",
        "Sources/Files/Reading.swift": "fstat of glibc",
        "Sources/Files/Writing.swift": "mkdir, rename and link of glibc, which make a file whole or not at all",
        "Sources/Program/Service/FileDescriptorLimit.swift": "getrlimit and setrlimit of glibc",
        "Sources/SQLiteLog/Engine/FileIdentity.swift": "stat of glibc",
        "Sources/SQLiteLog/Engine/WakeFile.swift": "inotify of glibc",
        "Sources/Telemetry/Logger+Sink.swift": "write of glibc",
        "Sources/Threads/Condition.swift": "mutex and condition of glibc",
        "Sources/Time/Timestamp.swift": "clock_gettime of glibc",
    ])

    static let exceptions: [(String, Exceptions)] = [
        ("traps", traps), ("sleeps", sleeps), ("counts", counts),
        ("semaphores", semaphores), ("unsafes", unsafes),
    ]

    /// The rules that have exceptions, without them.
    static let unlimited: [String: @Sendable (SwiftText) -> [Violation]] = [
        "traps": foundTraps, "sleeps": foundSleeps, "counts": foundLimits,
        "semaphores": foundWallClocks, "unsafes": foundUnsafes,
    ]

    @Sendable private static func foundTraps(_ file: SwiftText) -> [Violation] {
        file.words.compactMap { word in
            let isTrap =
                switch word.text {
                case "fatalError", "preconditionFailure": true
                case "try", "as": file.byte(after: word) == UInt8(ascii: "!")
                default: false
                }
            return isTrap ? Violation(file.path, word.line, "\(word.text) ends the process; throw a typed error") : nil
        }
    }

    @Sendable private static func foundSleeps(_ file: SwiftText) -> [Violation] {
        file.words.filter {
            ["sleep", "usleep", "nanosleep"].contains($0.text) && file.byte(after: $0) == UInt8(ascii: "(")
        }.map { Violation(file.path, $0.line, "a sleep; wait for the event itself") }
    }

    /// A limit of time, which a slow machine passes; and a loop over a range that goes on, doing nothing, when what it
    /// waits for is there, and gives up after so many questions, however fast they were.
    @Sendable private static func foundLimits(_ file: SwiftText) -> [Violation] {
        guard file.path.hasPrefix("Tests/") else { return [] }
        let limits = file.words.filter { $0.text == "timeLimit" }.map {
            Violation(file.path, $0.line, "a limit of time; wait for the event with the tests' patience")
        }
        let loops = file.words.indices.dropLast(2).filter { index in
            file.words[index..<index + 3].map(\.text) == ["for", "_", "in"]
                && file.words[index...].prefix { $0.line == file.words[index].line }.contains { $0.text == "where" }
        }
        return limits
            + loops.map {
                Violation(file.path, file.words[$0].line, "a wait that counts; use `asked`, or a while loop")
            }
    }

    /// On Linux their timed waits last until a time of the wall clock, which may be set back under them.
    @Sendable private static func foundWallClocks(_ file: SwiftText) -> [Violation] {
        file.words.filter { ["DispatchSemaphore", "NSCondition", "NSConditionLock", "NSLock"].contains($0.text) }.map {
            Violation(file.path, $0.line, "\($0.text) waits by the wall clock; use a Monitor")
        }
    }

    @Sendable private static func foundUnsafes(_ file: SwiftText) -> [Violation] {
        file.words.filter { $0.text == "unsafe" }.map {
            Violation(file.path, $0.line, "unsafe outside of the rooms of the C libraries")
        }
    }

    private static let declarations: Set<String> = [
        "struct", "class", "enum", "protocol", "actor", "func", "let", "var", "case", "typealias",
    ]

    @Sendable private static func emptyNames(_ file: SwiftText) -> [Violation] {
        zip(file.words, file.words.dropFirst()).compactMap { keyword, name in
            guard declarations.contains(keyword.text),
                ["Manager", "Helper", "Helpers", "Utils", "Utilities", "Impl"].contains(where: name.text.hasSuffix)
            else { return nil }
            return Violation(file.path, name.line, "\(name.text) does not say what it is")
        }
    }
}
