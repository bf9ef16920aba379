extension Gazetteer {
    /// A fault for each city and province that is missing though places lie in it; the first of these are named.
    package static func orphans(among places: [Place]) -> [ReferenceFault] {
        let codes = Set(places.map(\.code))
        var missing: [Int32] = []
        var orphans: [Int32: [Int32]] = [:]
        for code in places.map(\.code) {
            guard let parent = [Place.province(of: code), Place.city(of: code)].first(where: { !codes.contains($0) })
            else { continue }
            if orphans[parent] == nil { missing.append(parent) }
            orphans[parent, default: []].append(code)
        }
        return missing.compactMap { parent in orphans[parent].flatMap { fault(parent, $0) } }
    }

    private static func fault(_ parent: Int32, _ orphans: [Int32]) -> ReferenceFault? {
        guard let first = orphans.first else { return nil }
        let level = parent % 10_000 == 0 ? "province" : "city"
        let named = orphans.dropFirst().prefix(ReferenceLimits.namedOrphanCountMax - 1)
        let rest = orphans.count - 1 - named.count
        let others = named.map { "\($0)" } + (rest > 0 ? ["\(rest) more"] : [])
        guard let last = others.last else {
            return ReferenceFault("code \(first) has no \(level): \(parent) is missing", code: first)
        }
        let all = others.count == 1 ? last : "\(others.dropLast().joined(separator: ", ")) and \(last)"
        return ReferenceFault("code \(first) has no \(level): \(parent) is missing, also for \(all)", code: first)
    }
}
