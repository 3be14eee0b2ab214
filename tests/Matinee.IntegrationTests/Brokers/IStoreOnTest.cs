using Matinee.Realtime.Brokers;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>A server of a test's own, behind a road on which things can go wrong.</summary>
public interface IStoreOnTest : IAsyncDisposable
{
    /// <summary>The port of the server itself.</summary>
    int Port { get; }

    /// <summary>A node's view of it over that port; returns when it is up.</summary>
    /// <param name="isPatient">Where it matters what is answered, and not how soon.</param>
    Task<IBroker> OpenAsync(int port, bool isPatient = false);

    Task KillAsync();

    Task RestartAsync();

    void Pause();

    void Resume();

    /// <summary>Of a killed server: everything it had.</summary>
    void Wipe();

    /// <summary>Of a killed server: what it has now, ...</summary>
    void Keep();

    /// <summary>... to have no more than that again.</summary>
    void PutBack();
}
