import { GATEWAY, type Station } from "./addresses.ts";

type Neighbours = readonly { readonly name: string; readonly address: string }[];

/** The page that says where one is: plain text, since a terminal shows it, and in both languages, since wget asks for none. */
export function welcome({ mac, address }: Station, neighbours: Neighbours): string {
  const others = neighbours.map(({ name, address: theirs }) => `  ${theirs.padEnd(16)}${name}\n`).join("");
  return `Strata: a PC in a web page.

This machine is ${address}, its card ${mac}.
The page is its gateway: ${GATEWAY.address}, called "gateway".
There is no way to the internet from here, and no server: nothing leaves the browser.

  wget -qO- gateway/files/                  what lies on the page's shelf
  wget gateway/files/NAME                   a file of it
  wget -qO- gateway/put | sh -s -- FILE     puts a file there

${others === "" ? "No other machine is on the network now. Open one in another tab.\n" : `Other machines:\n${others}`}
--

Strata : un PC dans une page web.

Cette machine est ${address}, sa carte ${mac}.
La page est sa passerelle : ${GATEWAY.address}, nommée « gateway ».
Aucun chemin ne mène d'ici à Internet, et il n'y a pas de serveur : rien ne quitte le navigateur.

  wget -qO- gateway/files/                  ce qui se trouve sur l'étagère de la page
  wget gateway/files/NOM                    un fichier de l'étagère
  wget -qO- gateway/put | sh -s -- FICHIER  y dépose un fichier

${others === "" ? "Aucune autre machine n'est sur le réseau. Ouvrez-en une dans un autre onglet.\n" : `Autres machines :\n${others}`}`;
}

/** For requests to other hosts. */
export const noInternet = `Strata has no way to the internet: only http://gateway/ answers here.
Strata n'a pas d'accès à Internet : seul http://gateway/ répond ici.
`;

/**
 * Puts files on the shelf. BusyBox's wget would send a file only up to its first zero byte. What answers is shown without its
 * head, and only an answer of success is one.
 */
export const putProgram = `# sh put FILE...: puts files on the shelf of the page.
status=0
for file; do
	if [ ! -f "$file" ]; then
		echo "$file: no such file" >&2
		status=1
		continue
	fi
	name=$(basename "$file" | sed 's/%/%25/g; s/ /%20/g; s/?/%3F/g; s/#/%23/g')
	answer=$({
		printf 'PUT /files/%s HTTP/1.0\\r\\n' "$name"
		printf 'Content-Length: %s\\r\\n\\r\\n' "$(wc -c < "$file")"
		cat "$file"
	} | nc ${GATEWAY.address} 80 | tr -d '\\r')
	echo "$answer" | sed '1,/^$/d'
	case $answer in
	"HTTP/1.0 201 "*) ;;
	*) status=1 ;;
	esac
done
exit $status
`;
