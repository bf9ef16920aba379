package import Files
package import Log
package import Waybill

/// The reference data, and what is not wrong but unwise.
package struct LoadedReference: Sendable {
    package let reference: Reference
    package let warnings: [ConfigurationError]
    /// What secrets were read from, also where they are written into a file of the configuration itself.
    package let secretFiles: [SecretFile]
    /// Where each range of numbers stands.
    fileprivate let places: [NumberRange: (file: String, line: Int)]

    /// What is wrong with a range, at its place.
    package func error(at range: NumberRange, _ message: String) -> ConfigurationError {
        let place = places[range]
        return ConfigurationError(file: place?.file ?? "carriers.yaml", line: place?.line, message: message)
    }

    /// What is unwise together with these topics: a range that is dealt out among more partitions than it has numbers.
    package func warnings(of topics: [TopicPolicy]) -> [ConfigurationError] {
        guard let partitionCount = topics.first(where: { $0.topic == .commands })?.partitionCount else { return [] }
        return reference.carriers.compactMap { carrier in
            let lastPartition = NumberShare(
                of: carrier.issued, partition: partitionCount - 1, partitionCount: partitionCount)
            guard lastPartition.count == 0 else { return nil }
            return error(
                at: carrier.issued,
                """
                the range of carrier \(carrier.id) has fewer numbers than there are partitions (\(partitionCount)): \
                orders of the partitions that get none are refused
                """)
        }
    }
}

/// Reads carriers.yaml, apps.yaml, accounts.yaml, routes.csv and areas.csv in a folder and checks them whole, each by
/// itself and against each other. Throws everything that is wrong at once.
package func loadReference(
    folder: String, environment: [String: String], digest: PasswordDigest,
    otherDigests: OtherPasswordDigests = { _, _, _ in [] }
) throws(ConfigurationFailure) -> LoadedReference {
    var findings = Findings()
    do throws(FileFault) {
        try checkFolder(folder)
    } catch {
        findings.add(folder, nil, "\(error.message) (the folder of the configuration)")
        try findings.throwIfAny()
    }
    let areas = AreasFile(folder: folder, &findings)
    let gazetteer = areas.gazetteer(&findings)
    let carriersFile = CarriersFile(folder: folder, &findings)
    func secrets(_ file: String) -> SecretReader { SecretReader(file, in: folder, environment: environment) }
    let apps = loadApps(secrets("apps.yaml"), carriersFile, &findings)
    let accounts = loadAccounts(secrets("accounts.yaml"), carriersFile, digest, otherDigests, &findings)
    let routes = RoutesFile(folder: folder, areas: areas, &findings)
    for (carrier, line) in routes.carriers {
        if let fault = carriersFile.fault(carrier: carrier) { findings.add(routes.file, line, fault) }
    }
    try findings.throwIfAny()

    let carriers = carriersFile.entries.compactMap { entry in
        entry.carrier(routes: entry.id.flatMap { routes.routes[$0] } ?? [:], &findings)
    }
    try findings.throwIfAny()
    do throws(ReferenceFault) {
        guard let gazetteer else { throw ReferenceFault("no places") }
        let reference = try Reference(carriers: carriers, accounts: accounts, apps: apps, gazetteer: gazetteer)
        return LoadedReference(
            reference: reference, warnings: findings.warnings, secretFiles: findings.secretFiles,
            places: carriersFile.placesOfNumbers)
    } catch {
        throw ConfigurationFailure(errors: [.init(file: folder, message: error.message)], omittedCount: 0)
    }
}
