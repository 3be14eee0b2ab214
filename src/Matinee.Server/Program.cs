using System.CommandLine;
using Matinee.Server.Verbs;

var root = new RootCommand("Matinee: self-hosted video for people who watch together.")
{
    ServeVerb.Create(),
    WorkerVerb.Create(),
    DemoVerb.Create(),
    LoginVerbs.Login(),
    LoginVerbs.Logout(),
    LoginVerbs.Whoami(),
    UploadVerb.Create(),
    VideosVerb.Create(),
    RoomsVerb.Create(),
    StreamsVerb.Create(),
    JobsVerb.Create(),
    WorkersVerb.Create(),
    ShutdownVerb.Create(),
    ClusterVerb.Create(),
    UsersVerb.Create(),
    StorageVerb.Create(),
    ConfigVerb.Create(),
};

var command = root.Parse(args);
var exitCode = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return command.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
