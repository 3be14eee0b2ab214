using Matinee.Server.Configuration;

namespace Matinee.Server;

/// <summary>What a process can be asked to do, and the features that make it up.</summary>
internal sealed class Roles(ServerOptions options)
{
    private readonly string[] _names = options.Roles.Split(',');

    public bool Web => _names.Contains("web");

    public bool Worker => _names.Contains("worker");
}
