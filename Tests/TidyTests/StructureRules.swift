/// Where things may stand.
extension FileRule {
    static let structure = [
        FileRule("imports follow the arrows", in: .sources(), sample: "internal import WeChat\n") { file in
            guard let room = file.room.flatMap(House.room) else {
                return [Violation(file.path, 1, "the room is not in the plan, see Tests/TidyTests/House.swift")]
            }
            return file.imports.filter { !room.imports.contains($0.text) && !House.toolchain.contains($0.text) }.map {
                Violation(file.path, $0.line, "\(room.name) must not import \($0.text)")
            }
        },
        FileRule(
            "a C library stays inside its room", in: .sources(), samplePath: "Sources/JSON/A.swift",
            sample: "package import CSimdJSON\n"
        ) { file in
            file.imports.filter { House.libraries.contains($0.text) && !isInternal($0, in: file) }.map {
                Violation(file.path, $0.line, "must be an `internal import`, so that no C type is in a signature")
            }
        },
        FileRule(
            "C libraries are imported by rooms alone",
            in: .outsideSources(
                except: Exceptions(["Tests/KafkaLogTests/MockCluster.swift": "librdkafka's brokers for tests"])),
            samplePath: "Tests/JSONTests/A.swift",
            sample: "import CSimdJSON\n"
        ) { file in
            file.imports.filter { House.libraries.contains($0.text) }.map {
                Violation(file.path, $0.line, "only the room of \($0.text) imports it")
            }
        },
        FileRule(
            "topic names stand in the catalogue",
            in: .sources(except: Exceptions([Catalogue.topicFile: "the catalogue"])),
            sample: "let topic = \"waybill.commands\"\n"
        ) { file in
            literals(of: file, holding: Catalogue.topics).map { Violation(file.path, $0, "use Topic, not the name") }
        },
        FileRule(
            "names of log events stand in the catalogue",
            in: .sources(except: Exceptions([Catalogue.eventFile: "the catalogue"])),
            sample: "let event = \"service.ready\"\n"
        ) { file in
            literals(of: file, holding: Catalogue.events).map {
                Violation(file.path, $0, "use Logger.Event, not the name")
            }
                + file.words.filter {
                    $0.text == "Logger" && file.code[$0.position...].starts(with: "Logger.Event(".utf8)
                }
                .map { Violation(file.path, $0.line, "an event made from text; name a case") }
        },
        FileRule(
            "bounds stand in a file of their name", in: .sources(), sample: "enum JSONLimits {}\n"
        ) { file in
            zip(file.words, file.words.dropFirst()).compactMap { keyword, name in
                guard ["enum", "extension"].contains(keyword.text), name.text.hasSuffix("Limits"),
                    !file.path.hasSuffix("/\(name.text).swift")
                else { return nil }
                return Violation(file.path, name.line, "\(name.text) stands in \(name.text).swift")
            }
        },
        FileRule(
            "the wire knows topics by one call, which makes the record of a command",
            in: .rooms("WeChat", except: Exceptions(["Sources/WeChat/PushedEvent.swift": "the call"])),
            samplePath: "Sources/WeChat/A.swift", sample: "internal import Records\n"
        ) { file in
            file.imports.filter { $0.text == "Records" }.map {
                Violation(file.path, $0.line, "only PushedEvent.swift imports Records")
            }
        },
        FileRule(
            "a command exists in the processor only",
            in: .rooms("Ingress", "OrderFields", "Records", "Requests", "WeChat"),
            samplePath: "Sources/Ingress/A.swift", sample: "let command: Command\n"
        ) { file in
            file.words.filter { $0.text == "Command" }.map {
                Violation(
                    file.path, $0.line, "Command is made by the processor; what stands in topics is a CommandRecord")
            }
        },
        FileRule("package types are explained", in: .sources(), sample: "package struct A {}\n", undocumentedTypes),
    ]

    private static func isInternal(_ module: SwiftText.Word, in file: SwiftText) -> Bool {
        file.lines[module.line - 1].starts(with: "internal import ".utf8)
    }

    /// Lines of literals that hold one of the names, not as part of a longer name.
    private static func literals(of file: SwiftText, holding names: Set<String>) -> [Int] {
        file.literals.filter { literal in
            let text = String(decoding: literal.text, as: UTF8.self)
            return text.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "-" || $0 == "_") }
                .contains { names.contains(String($0)) }
        }.map(\.line)
    }

    /// A type that begins at the margin; nested ones are explained by what is around them.
    @Sendable private static func undocumentedTypes(_ file: SwiftText) -> [Violation] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "actor"]
        let lines = file.lines.map { String(decoding: $0, as: UTF8.self) }
        return lines.indices.compactMap { index in
            let words = lines[index].split(separator: " ")
            guard lines[index].hasPrefix("package "), words.prefix(4).contains(where: kinds.contains) else {
                return nil
            }
            let above = lines[..<index].last { !$0.hasPrefix("@") }
            guard above?.hasPrefix("///") != true else { return nil }
            return Violation(file.path, index + 1, "a package type without a comment on what it promises")
        }
    }
}

/// The names that the catalogues hold, read from their files.
enum Catalogue {
    static let topicFile = "Sources/Log/Topic.swift"
    static let eventFile = "Sources/Telemetry/Logger+Catalogue.swift"

    static let topics = names(in: topicFile) { $0.hasPrefix("waybill.") }
    static let events = names(in: eventFile) { $0.contains(".") }

    /// The cases of the catalogue of events that no line of the program is written with: `events` by `.name`, `keys` by
    /// `.name:`, as a field of a line.
    static func unused(in files: [SwiftText]) -> [String] {
        let catalogue = SwiftText(path: eventFile, bytes: Repository.bytes(eventFile))
        var events: Set<String> = []
        var keys: Set<String> = []
        for file in files where file.path != eventFile {
            for word in file.words where file.byte(before: word) == UInt8(ascii: ".") {
                events.insert(word.text)
                if file.byte(after: word) == UInt8(ascii: ":") { keys.insert(word.text) }
            }
        }
        let cases = zip(catalogue.words, catalogue.words.dropFirst()).filter { $0.0.text == "case" }.map(\.1)
        return cases.filter { name in
            let isEvent = catalogue.code[name.position...].prefix { $0 != 0x0a }.contains(UInt8(ascii: "="))
            return isEvent ? !events.contains(name.text) : !keys.contains(name.text)
        }.map(\.text)
    }

    private static func names(in path: String, where isName: (String) -> Bool) -> Set<String> {
        let file = SwiftText(path: path, bytes: Repository.bytes(path))
        return Set(file.literals.map { String(decoding: $0.text, as: UTF8.self) }.filter(isName))
    }
}
