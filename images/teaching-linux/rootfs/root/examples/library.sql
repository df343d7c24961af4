-- sqlite3 library.db < library.sql keeps the library in a file.
CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL, author TEXT NOT NULL, year INTEGER);
CREATE TABLE loan (book INTEGER REFERENCES book, reader TEXT NOT NULL, since TEXT NOT NULL);

INSERT INTO book (title, author, year) VALUES
  ('Around the World in Eighty Days', 'Jules Verne', 1872),
  ('Twenty Thousand Leagues Under the Seas', 'Jules Verne', 1870),
  ('Frankenstein', 'Mary Shelley', 1818),
  ('The Time Machine', 'H. G. Wells', 1895),
  ('Middlemarch', 'George Eliot', 1871);
INSERT INTO loan VALUES (1, 'Ada', '2026-01-05'), (3, 'Blaise', '2026-01-08'), (3, 'Ada', '2026-02-01');

SELECT author, count(*) AS books, min(year) AS first FROM book GROUP BY author ORDER BY first;
SELECT title, reader, since FROM loan JOIN book ON book.id = loan.book ORDER BY since;
