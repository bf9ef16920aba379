internal import Files
package import Waybill

/// The reference data, and what is not wrong but unwise.
package struct LoadedReference: Sendable {
    package let reference: Reference
    package let warnings: [ConfigurationError]
}

/// Reads carriers.yaml, apps.yaml, accounts.yaml, routes.csv and areas.csv in a folder and checks them whole, each by
/// itself and against each other. Throws everything that is wrong at once.
package func loadReference(
    folder: String, environment: [String: String], digest: PasswordDigest
) throws(ConfigurationFailure) -> LoadedReference {
    var findings = Findings()
    do throws(FileFault) {
        try checkFolder(folder)
    } catch {
        findings.add(folder, nil, "\(error.message) (the folder of the configuration)")
        try findings.throwIfAny()
    }
    let secrets = SecretReader(folder: folder, environment: environment)
    let areas = AreasFile(folder: folder, &findings)
    let gazetteer = areas.gazetteer(&findings)
    let carriersFile = CarriersFile(folder: folder, &findings)
    let apps = AppsFile(secrets: secrets, carriers: carriersFile, &findings).apps
    let accounts = AccountsFile(secrets: secrets, carriers: carriersFile, digest: digest, &findings).accounts
    let routes = RoutesFile(folder: folder, areas: areas, &findings)
    for (carrier, line) in routes.carriers {
        if let fault = carriersFile.fault(carrier: carrier) { findings.add(routes.file, line, fault) }
    }
    try findings.throwIfAny()

    let carriers = carriersFile.entries.compactMap { entry in
        entry.carrier(routes: entry.id.flatMap { routes.routes[$0] } ?? [:], &findings)
    }
    try findings.throwIfAny()
    guard let gazetteer else {
        throw ConfigurationFailure(errors: [.init(file: folder, line: nil, message: "no places")], omittedCount: 0)
    }
    do throws(ReferenceFault) {
        let reference = try Reference(carriers: carriers, accounts: accounts, apps: apps, gazetteer: gazetteer)
        return LoadedReference(reference: reference, warnings: findings.warnings)
    } catch {
        findings.add(folder, nil, error.message)
        throw ConfigurationFailure(errors: findings.errors, omittedCount: 0)
    }
}
