using System.Collections.Immutable;
using System.Globalization;

namespace Matinee.Processes;

/// <summary>The programs of util-linux that wrap a child, found once, and what this machine permits.</summary>
public static class Sandbox
{
    private static readonly ImmutableArray<string> Folders = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin"];
    private static readonly Lazy<Task<bool>> NetworkIsolation = new(ProbeNetworkIsolationAsync);

    /// <summary>Whether a child can be started without a network: unprivileged user namespaces are off on some machines. Tried once.</summary>
    public static Task<bool> CanIsolateNetwork() => NetworkIsolation.Value;

    /// <summary>The whole command line: parent-death signal, no network, limits, then the program.</summary>
    /// <exception cref="ChildStartException">util-linux is not installed.</exception>
    internal static List<string> Wrap(ChildProcessSpec spec)
    {
        List<string> line = [Required("setpriv"), "--pdeathsig", "KILL", "--"];
        if (spec.IsolateNetwork)
        {
            line.AddRange([Required("unshare"), "--map-root-user", "--net", "--"]);
        }

        if (spec.Ceiling.Nice > 0)
        {
            line.AddRange([Required("nice"), "-n", spec.Ceiling.Nice.ToString(CultureInfo.InvariantCulture)]);
        }

        line.Add(Required("prlimit"));
        line.AddRange(spec.Ceiling.ToArguments());
        line.Add("--");
        line.Add(spec.FileName);
        line.AddRange(spec.Arguments);
        return line;
    }

    /// <summary>Absolute path of a program in the usual folders; null when there is none.</summary>
    public static string? Find(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static string Required(string name) =>
        Find(name) ?? throw new ChildStartException($"The program {name} is missing: install util-linux.");

    private static async Task<bool> ProbeNetworkIsolationAsync()
    {
        if (Find("unshare") is null || Find("true") is not { } nothing)
        {
            return false;
        }

        ChildExit exit = await ChildProcess.RunAsync(
            new ChildProcessSpec { FileName = nothing, WorkingFolder = "/", IsolateNetwork = true },
            CancellationToken.None);
        return exit.ExitCode == 0;
    }
}
