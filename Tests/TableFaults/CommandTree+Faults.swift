package import Options

extension CommandTree {
    /// What is wrong with the table of a program: the same option twice, a name that is no name.
    package var faults: [String] {
        places.flatMap { place in
            let names = place.rows.flatMap { $0.kind == .flag ? [$0.name, "no-" + $0.name] : [$0.spelling] }
            let siblings = place.command.commands.map(\.name)
            let taken = names + ["help"] + (place.chain.count == 1 ? ["version"] : [])
            var faults = Self.repeated(taken).map { "\(place.call): option --\($0) stands twice" }
            faults += Self.repeated(siblings).map { "\(place.call): command \($0) stands twice" }
            faults += (names + siblings).filter { !Self.isName($0) }.map { "\(place.call): \($0) is not a name" }
            faults += place.command.operands.dropLast().filter(\.repeats).map {
                "\(place.call): \($0.name) is not last"
            }
            return faults
        }
    }

    private static func repeated(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }

    private static func isName(_ name: String) -> Bool {
        name.first.map { ("a"..."z").contains($0) } == true
            && name.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
    }
}
