using Spectre.Console;

namespace Matinee.Server.Verbs;

/// <summary>A table for a person at a terminal; tab-separated lines for a pipe.</summary>
internal sealed class Listing(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(IAnsiConsole console)
    {
        if (!Console.IsOutputRedirected)
        {
            var table = new Table().Border(TableBorder.Simple);
            foreach (var column in columns)
                table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
            foreach (var row in _rows)
                table.AddRow([.. row.Select(Markup.Escape)]);
            console.Write(table);
            return;
        }

        foreach (var row in _rows)
            Console.Out.WriteLine(string.Join('\t', row));
    }
}
