using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Matinee.Processes;

/// <summary>
/// The one thread that starts every child and never ends. A parent-death signal belongs to the thread that made the child,
/// not to the process: a child started from a pool thread is killed when the pool retires that thread.
/// </summary>
internal static unsafe class Spawner
{
    private static readonly BlockingCollection<Request> Requests = Start();

    /// <returns>The pid and the read ends of its stdout and stderr; the caller owns all three.</returns>
    /// <exception cref="ChildStartException">The kernel refused.</exception>
    public static Task<Spawned> SpawnAsync(IReadOnlyList<string> commandLine, IReadOnlyList<string> environment, string folder)
    {
        var request = new Request(commandLine, environment, folder);
        Requests.Add(request);
        return request.Answer.Task;
    }

    private static BlockingCollection<Request> Start()
    {
        var requests = new BlockingCollection<Request>();
        new Thread(() => Run(requests)) { IsBackground = true, Name = "child spawner" }.Start();
        return requests;
    }

    private static void Run(BlockingCollection<Request> requests)
    {
        // A file mask of this thread's own: what children write is readable by this user alone, and the server's mask stays.
        if (Native.Unshare(Native.CloneFilesystem) == 0)
        {
            _ = Native.SetFileMask(0b000_111_111);
        }

        foreach (Request request in requests.GetConsumingEnumerable())
        {
            try
            {
                request.Answer.SetResult(Spawn(request));
            }
            catch (Exception exception) when (exception is ChildStartException or ArgumentException)
            {
                request.Answer.SetException(exception);
            }
        }
    }

    private static Spawned Spawn(Request request)
    {
        using var arguments = new NativeStrings(request.CommandLine);
        using var environment = new NativeStrings(request.Environment);
        using var folder = new NativeStrings([request.Folder]);
        using var nothing = new NativeStrings(["/dev/null"]);

        int* pipes = stackalloc int[4];
        if (Native.Pipe(pipes, Native.CloseOnExec) != 0)
        {
            throw Refused(request, Marshal.GetLastPInvokeError());
        }

        if (Native.Pipe(pipes + 2, Native.CloseOnExec) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            Close(pipes, 0, 1);
            throw Refused(request, error);
        }

        byte* actions = stackalloc byte[Native.OpaqueSize];
        byte* attributes = stackalloc byte[Native.OpaqueSize];
        byte* signals = stackalloc byte[Native.OpaqueSize];
        _ = Native.InitActions(actions);
        _ = Native.InitAttributes(attributes);
        try
        {
            _ = Native.AddFolder(actions, folder.First);
            _ = Native.AddOpen(actions, 0, nothing.First, 0, 0);
            _ = Native.AddDuplicate(actions, pipes[1], 1);
            _ = Native.AddDuplicate(actions, pipes[3], 2);

            // The runtime ignores SIGPIPE, and an ignored signal survives exec: without this a child whose reader died writes on.
            _ = Native.FillSignals(signals);
            _ = Native.SetDefaults(attributes, signals);
            _ = Native.ClearSignals(signals);
            _ = Native.SetMask(attributes, signals);
            _ = Native.SetFlags(attributes, Native.SetSession | Native.SetDefaultSignals | Native.SetSignalMask);

            int pid;
            int error = Native.Spawn(&pid, arguments.First, actions, attributes, arguments.Items, environment.Items);
            Close(pipes, 1, 3);
            if (error != 0)
            {
                Close(pipes, 0, 2);
                throw Refused(request, error);
            }

            return new Spawned(pid, pipes[0], pipes[2]);
        }
        finally
        {
            _ = Native.DestroyActions(actions);
            _ = Native.DestroyAttributes(attributes);
        }
    }

    private static void Close(int* descriptors, int first, int second)
    {
        _ = Native.Close(descriptors[first]);
        _ = Native.Close(descriptors[second]);
    }

    private static ChildStartException Refused(Request request, int error) =>
        new($"Could not start {request.CommandLine[0]} in {request.Folder}: {new Win32Exception(error).Message}.");

    internal readonly record struct Spawned(int Pid, int Output, int Error);

    private sealed record Request(IReadOnlyList<string> CommandLine, IReadOnlyList<string> Environment, string Folder)
    {
        public TaskCompletionSource<Spawned> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
