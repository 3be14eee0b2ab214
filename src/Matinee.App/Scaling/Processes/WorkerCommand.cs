using System.Globalization;
using Matinee.App.Accounts;
using Matinee.App.Fleet;
using Matinee.App.Nodes;
using Matinee.Processes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Matinee.App.Scaling.Processes;

/// <summary>The command line, the folder and the token of a worker process of this machine.</summary>
internal sealed class WorkerCommand(WorkerLaunch launch, NodeIdentity node, IServer server, EnrolmentTokens tokens, TimeProvider time) : IDisposable
{
    /// <summary>Far within the life of a token; a worker that has registered once has a key of its own.</summary>
    private static readonly TimeSpan TokenServes = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (string Text, long MadeAt)? _token;

    public string NodeId => node.Id;

    public string LogFileOf(string name) => Path.Combine(FolderOf(name), "worker.log");

    /// <exception cref="ExecutorException">This process does not listen yet.</exception>
    public async Task<ChildProcessSpec> ForAsync(string name, int slots, WorkerLogFile log)
    {
        var folder = FolderOf(name);
        Directory.CreateDirectory(folder);
        return new ChildProcessSpec
        {
            FileName = launch.Program,
            Arguments =
            [
                .. launch.Arguments, "worker", "--coordinator", Address(), "--id", name, "--slots", slots.ToString(CultureInfo.InvariantCulture), "--data", folder,
            ],
            // The token stands in no command line, which every user of the machine may read.
            Environment = launch.Environment.SetItem("MATINEE__WORKER__TOKEN", await TokenAsync()),
            WorkingFolder = folder,
            OnOutput = log.Write,
            OnError = log.Write,
        };
    }

    public void Dispose() => _turn.Dispose();

    private string FolderOf(string name) => Path.Combine(node.DataFolder, "workers", name);

    private string Address()
    {
        var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new ExecutorException("This server does not listen yet.");
        return bound.Replace("[::]", "127.0.0.1", StringComparison.Ordinal).Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
    }

    private async Task<string> TokenAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_token is not { } held || time.GetElapsedTime(held.MadeAt) > TokenServes)
                _token = held = ((await tokens.CreateAsync(new UserId($"node:{node.Id}"), CancellationToken.None)).Token, time.GetTimestamp());
            return held.Text;
        }
        finally
        {
            _turn.Release();
        }
    }
}
