using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit;

namespace Matinee.Tests.Architecture;

/// <summary>The numbers at which a design asks to be split, and the words that say nothing.</summary>
public sealed partial class SizeTests
{
    private const int LongestFile = 400;
    private const int MostParameters = 6;
    private const int MostMembers = 8;
    private const int LongestProgram = 60;

    private static IEnumerable<Type> Types => SourceTree.Projects
        .Select(project => Assembly.Load(project == "Matinee.Server" ? "matinee" : project))
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Namespace?.StartsWith("Matinee", StringComparison.Ordinal) == true && !type.IsDefined(typeof(CompilerGeneratedAttribute), false));

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var files = SourceTree.Files("src", ".cs", ".razor").Concat(SourceTree.Files("tests", ".cs")).Concat(SourceTree.Files("web/src", ".ts"));

        Assert.Empty(files.Select(path => (Path: path, Lines: File.ReadLines(path).Count())).Where(f => f.Lines > LongestFile).Select(f => $"{SourceTree.Name(f.Path)}: {f.Lines}"));
    }

    [Fact]
    public void The_program_is_a_table_of_contents()
    {
        Assert.InRange(File.ReadLines(Path.Combine(SourceTree.Root, "src", "Matinee.Server", "Program.cs")).Count(), 1, LongestProgram);
    }

    [Fact]
    public void A_constructor_takes_at_most_six()
    {
        var wide = Types.Where(t => t.IsClass && !IsRecord(t) && !t.IsAssignableTo(typeof(Exception)))
            .SelectMany(t => t.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            .Where(c => c.GetParameters().Length > MostParameters);

        Assert.Empty(wide.Select(c => $"{c.DeclaringType}: {c.GetParameters().Length}"));
    }

    [Fact]
    public void A_port_has_at_most_eight_members()
    {
        var wide = Types.Where(t => t.IsInterface).Select(t => (Type: t, Members: t.GetMembers().Count(m => m is not MethodInfo { IsSpecialName: true })));

        Assert.Empty(wide.Where(p => p.Members > MostMembers).Select(p => $"{p.Type}: {p.Members}"));
    }

    [Fact]
    public void No_type_is_named_for_nothing()
    {
        Assert.DoesNotContain(Types.Select(t => t.Name.Split('`')[0]), name => Empty().IsMatch(name));
    }

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Service|Impl|Base|Common|Core|Processor|Info|Data)$")]
    private static partial Regex Empty();

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance) is not null;
}
