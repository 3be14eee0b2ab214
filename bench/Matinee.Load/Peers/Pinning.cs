namespace Matinee.Load.Peers;

/// <summary>Server and driver do not take each other's time: <c>bench/run</c> gives each a core where there are two, and says here which is the servers'.</summary>
internal static class Pinning
{
    private const string Variable = "LOAD_SERVER_CORE";

    /// <summary>Null: servers run where they like.</summary>
    public static string? ServerCore => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } core ? core : null;

    public static string Words => ServerCore is null
        ? "servers and driver share all cores"
        : "each server runs on one core, the driver on another";
}
