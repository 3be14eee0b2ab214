using Matinee.App.Storage;

namespace Matinee.Adapters.Remote;

/// <summary>A bucket or container, opened: what the product uses, and what its operator does.</summary>
/// <param name="Name">For messages; without secrets.</param>
public sealed record RemoteStore(string Name, IObjectStore Objects, IDirectTransfers Transfers, IStoreAdministration Administration);
