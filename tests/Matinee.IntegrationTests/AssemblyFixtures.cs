using Matinee.Testing.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(RunningServers))]
